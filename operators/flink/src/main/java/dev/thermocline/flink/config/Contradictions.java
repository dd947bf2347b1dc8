package dev.thermocline.flink.config;

import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.flink.config.JobOptions.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;

/** Finds options that are each allowed and do not go together. */
final class Contradictions {
  /** Flink refuses a shorter one when the job starts. */
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);

  private final ParsedOptions options;
  private final Configuration flink;
  private final List<OptionFault> faults = new ArrayList<>();

  /**
   * @param options the job's options one by one
   * @param flink everything Flink will run with, the options as they were written among it
   */
  Contradictions(ParsedOptions options, Configuration flink) {
    this.options = options;
    this.flink = flink;
  }

  List<OptionFault> find() {
    thresholds();
    floor();
    staticRung();
    tick();
    inFlight();
    topics();
    faults.addAll(FieldContradictions.find(options));
    delivery();
    maxParallelism();
    return faults;
  }

  private void thresholds() {
    boolean given = options.isSet(EarlyExitOptions.EXIT_THRESHOLDS);
    if (given && !options.value(EarlyExitOptions.QUALITY_UNCERTIFIED).orElse(true)) {
      refuse(
          EarlyExitOptions.EXIT_THRESHOLDS,
          "nothing while quality.uncertified=false",
          "set quality.uncertified=true to accept that nothing is certified, or leave it out");
    }
    if (!given && options.isSet(EarlyExitOptions.EXIT_THRESHOLDS_FLOOR)) {
      refuse(
          EarlyExitOptions.EXIT_THRESHOLDS_FLOOR,
          "nothing without exit.thresholds",
          "set exit.thresholds or leave it out");
    }
  }

  private void floor() {
    List<Double> top = options.value(EarlyExitOptions.EXIT_THRESHOLDS).orElse(List.of());
    List<Double> floor = options.value(EarlyExitOptions.EXIT_THRESHOLDS_FLOOR).orElse(List.of());
    if (top.isEmpty() || floor.isEmpty()) {
      return;
    }
    if (top.size() != floor.size() && top.size() != 1 && floor.size() != 1) {
      refuse(
          EarlyExitOptions.EXIT_THRESHOLDS_FLOOR,
          "one value, or " + top.size() + " as exit.thresholds has",
          "give as many values as exit.thresholds");
      return;
    }
    for (int exit = 0; exit < Math.max(top.size(), floor.size()); exit++) {
      if (at(floor, exit) > at(top, exit)) {
        refuse(
            EarlyExitOptions.EXIT_THRESHOLDS_FLOOR,
            "at most " + at(top, exit) + " at exit " + (exit + 1) + " as in exit.thresholds",
            "lower it, or raise exit.thresholds");
        return;
      }
    }
  }

  private void staticRung() {
    Optional<ControlMode> mode = options.value(EarlyExitOptions.CONTROL_MODE);
    boolean other = mode.filter(chosen -> chosen != ControlMode.STATIC).isPresent();
    if (other && options.value(EarlyExitOptions.CONTROL_STATIC_RUNG).orElse(-1) >= 0) {
      refuse(
          EarlyExitOptions.CONTROL_STATIC_RUNG,
          "nothing while control.mode=" + mode.get(),
          "set control.mode=static or leave it out");
    }
  }

  private void tick() {
    Optional<Duration> slo = options.value(EarlyExitOptions.CONTROL_SLO);
    Optional<Duration> tick = options.value(EarlyExitOptions.CONTROL_TICK);
    if (slo.isPresent() && tick.isPresent() && tick.get().compareTo(slo.get()) > 0) {
      refuse(
          EarlyExitOptions.CONTROL_TICK,
          "at most control.slo = " + slo.get().toMillis() + " ms",
          "lower it or raise control.slo");
    }
  }

  private void inFlight() {
    Optional<Integer> most = options.value(EarlyExitOptions.INFLIGHT_MAX);
    Optional<Integer> batch = options.value(EarlyExitOptions.BATCH_MAX_SIZE);
    if (most.isEmpty() || batch.isEmpty()) {
      return;
    }
    // How many exits the bundle has shows only where there is a threshold for each.
    int exits =
        Math.max(1, options.value(EarlyExitOptions.EXIT_THRESHOLDS).map(List::size).orElse(1));
    long least = (long) exits * batch.get();
    if (most.get() < least) {
      refuse(
          EarlyExitOptions.INFLIGHT_MAX,
          "at least " + least + " (exits x batch.max-size)",
          "raise it or lower batch.max-size");
    }
  }

  private void topics() {
    List<ConfigOption<String>> before = new ArrayList<>();
    for (ConfigOption<String> option :
        List.of(
            JobOptions.INPUT_TOPIC,
            JobOptions.OUTPUT_TOPIC,
            JobOptions.DEAD_LETTER_TOPIC,
            JobOptions.CONTROL_TOPIC)) {
      Optional<String> topic = options.value(option);
      before.stream()
          .filter(other -> topic.isPresent() && topic.equals(options.value(other)))
          .findFirst()
          .ifPresent(
              other ->
                  refuse(
                      option,
                      "any topic but " + other.key(),
                      "name another topic: each has records of its own"));
      before.add(option);
    }
  }

  private void delivery() {
    Optional<Delivery> delivery = options.value(JobOptions.DELIVERY_GUARANTEE);
    if (delivery.isEmpty()) {
      return;
    }
    boolean exactlyOnce = delivery.get() == Delivery.EXACTLY_ONCE;
    if (exactlyOnce && !options.isSet(JobOptions.TRANSACTIONAL_ID_PREFIX)) {
      refuse(
          JobOptions.TRANSACTIONAL_ID_PREFIX,
          "a name that is the job's own in its Kafka cluster",
          "set it, or delivery.guarantee=at-least-once");
    }
    flinkValue(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, "[EXACTLY_ONCE, AT_LEAST_ONCE]")
        .filter(mode -> exactlyOnce && mode != CheckpointingMode.EXACTLY_ONCE)
        .ifPresent(
            mode ->
                refuse(
                    CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                    "EXACTLY_ONCE while delivery.guarantee=exactly-once",
                    "leave it out, or set delivery.guarantee=at-least-once"));
    checkpointing(delivery.get());
  }

  private void checkpointing(Delivery delivery) {
    Optional<Duration> interval =
        flinkValue(CheckpointingOptions.CHECKPOINTING_INTERVAL, "a duration, such as 10 s");
    if (interval.filter(Contradictions::isInterval).isEmpty()) {
      if (!hasFault(CheckpointingOptions.CHECKPOINTING_INTERVAL)) {
        refuse(
            CheckpointingOptions.CHECKPOINTING_INTERVAL,
            "a duration from 10 ms to 365 d, such as 10 s",
            "set it with its unit: delivery.guarantee=" + delivery + " rests on checkpoints");
      }
      return;
    }
    Optional<Duration> timeout =
        flinkValue(CheckpointingOptions.CHECKPOINTING_TIMEOUT, "a duration, such as 10 min");
    if (timeout.filter(Contradictions::isTooLong).isPresent()) {
      refuse(
          CheckpointingOptions.CHECKPOINTING_TIMEOUT,
          "a duration of at most 365 d, such as 10 min",
          "lower it or leave it out");
      return;
    }
    Optional<Long> transaction = options.value(JobOptions.TRANSACTION_TIMEOUT);
    if (delivery != Delivery.EXACTLY_ONCE || timeout.isEmpty() || transaction.isEmpty()) {
      return;
    }
    long least = interval.get().plus(timeout.get()).toMillis();
    if (transaction.get() <= least) {
      faults.add(
          new OptionFault(
              JobOptions.TRANSACTION_TIMEOUT.key(),
              String.valueOf(transaction.get()),
              "more than " + least + " (checkpoint interval + checkpoint timeout)",
              "raise it, and the broker's transaction.max.timeout.ms with it, or lower"
                  + " execution.checkpointing.timeout"));
    }
  }

  private void maxParallelism() {
    flinkValue(PipelineOptions.MAX_PARALLELISM, "an integer")
        .filter(value -> value > 0 && value != JobOptions.MAX_PARALLELISM)
        .ifPresent(
            value ->
                refuse(
                    PipelineOptions.MAX_PARALLELISM,
                    String.valueOf(JobOptions.MAX_PARALLELISM),
                    "leave it out: state is bound to it"));
  }

  private <T> Optional<T> flinkValue(ConfigOption<T> option, String allowed) {
    try {
      return Optional.ofNullable(flink.get(option));
    } catch (IllegalArgumentException unreadable) {
      refuse(option, allowed, "give an allowed value");
      return Optional.empty();
    }
  }

  private static boolean isInterval(Duration interval) {
    return interval.compareTo(SHORTEST_INTERVAL) >= 0 && !isTooLong(interval);
  }

  private static boolean isTooLong(Duration duration) {
    return duration.compareTo(OptionCatalog.LONGEST) > 0;
  }

  private boolean hasFault(ConfigOption<?> option) {
    return faults.stream().anyMatch(fault -> fault.key().equals(option.key()));
  }

  private void refuse(ConfigOption<?> option, String allowed, String mend) {
    String text = flink.toMap().get(option.key());
    faults.add(new OptionFault(option.key(), Secrets.shown(option.key(), text), allowed, mend));
  }

  private static double at(List<Double> values, int exit) {
    return values.size() == 1 ? values.get(0) : values.get(exit);
  }
}
