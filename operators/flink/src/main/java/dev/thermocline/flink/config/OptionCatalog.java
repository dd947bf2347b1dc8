package dev.thermocline.flink.config;

import dev.thermocline.engine.control.CatchUp;
import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.ControlSignal;
import dev.thermocline.engine.control.OnOverload;
import dev.thermocline.flink.config.EarlyExitOptions.ExitOrder;
import dev.thermocline.flink.config.JobOptions.Delivery;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.flink.config.JobOptions.InputStart;
import dev.thermocline.flink.config.JobOptions.NullKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** Every option of the job with what it may be, in the order of the options table. */
final class OptionCatalog {

  static final List<String> POLICIES = List.of("max-probability");
  static final List<String> LOSSES = List.of("disagreement", "harm");

  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final Pattern BROKER = Pattern.compile("\\s*[^\\s,;]+:\\d{1,5}\\s*");
  private static final int MAX_PATH = 16;
  private static final int MAX_BATCH = 1024;
  private static final int MAX_IN_FLIGHT = 1_000_000;
  private static final int MAX_PREFIX_BYTES = 1_000;
  private static final long MAX_VALUE_BYTES = Integer.MAX_VALUE - 1024L;
  private static final long MAX_IN_FLIGHT_BYTES = 1L << 40;

  /** Durations are counted in milliseconds, and the shortest wait of a timer is one. */
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** Far below where nanoseconds and milliseconds overflow. */
  static final Duration LONGEST = Duration.ofDays(365);

  static final List<OptionRule<?>> RULES =
      List.of(
          OptionRule.required(EarlyExitOptions.BUNDLE_PATH, "a directory or a .zip"),
          new OptionRule<>(
              JobOptions.BOOTSTRAP_SERVERS,
              false,
              true,
              "host:port[,host:port...]",
              OptionCatalog::brokers),
          OptionRule.of(
              JobOptions.TRANSACTION_TIMEOUT,
              "milliseconds, 1 to 2147483647",
              millis -> millis >= 1 && millis <= Integer.MAX_VALUE),
          topic(JobOptions.INPUT_TOPIC, true),
          OptionRule.any(JobOptions.INPUT_FORMAT, List.of(Format.values()).toString()),
          field(JobOptions.INPUT_ID_FIELD),
          field(JobOptions.INPUT_KEY_FIELD),
          field(JobOptions.INPUT_TEXT_FIELD),
          field(JobOptions.INPUT_TIMESTAMP_FIELD),
          OptionRule.any(JobOptions.INPUT_START, List.of(InputStart.values()).toString()),
          OptionRule.required(JobOptions.INPUT_GROUP_ID, "a name"),
          OptionRule.of(
              JobOptions.INPUT_MAX_BYTES,
              "a size, 1 b to 2 gb",
              size -> within(size, 1, MAX_VALUE_BYTES)),
          OptionRule.any(JobOptions.INPUT_NULL_KEY, List.of(NullKey.values()).toString()),
          topic(JobOptions.OUTPUT_TOPIC, true),
          OptionRule.any(JobOptions.OUTPUT_FORMAT, List.of(Format.values()).toString()),
          topic(JobOptions.DEAD_LETTER_TOPIC, true),
          OptionRule.of(
              JobOptions.DEAD_LETTER_MAX_BYTES,
              "a size, 0 b to 2 gb",
              size -> within(size, 0, MAX_VALUE_BYTES)),
          topic(JobOptions.CONTROL_TOPIC, false),
          OptionRule.of(
              EarlyExitOptions.EXIT_POLICY, POLICIES.toString(), value -> POLICIES.contains(value)),
          OptionRule.list(
              EarlyExitOptions.EXIT_THRESHOLDS,
              "numbers from 0 to 1 separated by commas, at most 1000 characters",
              OptionCatalog::probabilities),
          OptionRule.list(
              EarlyExitOptions.EXIT_THRESHOLDS_FLOOR,
              "numbers from 0 to 1 separated by commas, at most 1000 characters",
              OptionCatalog::probabilities),
          OptionRule.any(EarlyExitOptions.EXIT_ORDER, List.of(ExitOrder.values()).toString()),
          OptionRule.of(
              EarlyExitOptions.QUALITY_LOSS, LOSSES.toString(), value -> LOSSES.contains(value)),
          OptionRule.of(
              EarlyExitOptions.QUALITY_MAX_LOSS, "a number from 0 to 1", OptionCatalog::share),
          OptionRule.any(EarlyExitOptions.QUALITY_UNCERTIFIED, "true, false"),
          OptionRule.any(
              EarlyExitOptions.QUALITY_ON_OVERLOAD, List.of(OnOverload.values()).toString()),
          OptionRule.any(EarlyExitOptions.CONTROL_MODE, List.of(ControlMode.values()).toString()),
          OptionRule.of(
              EarlyExitOptions.CONTROL_STATIC_RUNG,
              "-1 or a rung of the ladder, from 0",
              rung -> rung >= -1),
          OptionRule.of(
              EarlyExitOptions.CONTROL_SLO,
              "a duration from 1 ms to 365 d, such as 500 ms",
              OptionCatalog::millis),
          OptionRule.of(
              EarlyExitOptions.CONTROL_TICK,
              "a duration from 1 ms to 365 d, such as 100 ms",
              OptionCatalog::millis),
          OptionRule.any(
              EarlyExitOptions.CONTROL_SIGNAL, List.of(ControlSignal.values()).toString()),
          OptionRule.any(EarlyExitOptions.CONTROL_CATCH_UP, List.of(CatchUp.values()).toString()),
          OptionRule.of(
              EarlyExitOptions.CONTROL_FAIRNESS,
              "a number from 0 to 4",
              alpha -> alpha >= 0 && alpha <= 4),
          OptionRule.of(
              EarlyExitOptions.BATCH_MAX_SIZE,
              "an integer, 1 to " + MAX_BATCH,
              size -> size >= 1 && size <= MAX_BATCH),
          OptionRule.of(
              EarlyExitOptions.BATCH_MAX_TIME,
              "a duration above 0, at most 365 d, such as 20 ms",
              time -> !time.isZero() && duration(time)),
          OptionRule.of(
              EarlyExitOptions.BATCH_LINGER,
              "a duration from 0 to 365 d, such as 5 ms",
              OptionCatalog::duration),
          OptionRule.list(
              EarlyExitOptions.BATCH_LENGTH_BUCKETS,
              "ascending integers from 1 separated by commas, at most 1000 characters",
              OptionCatalog::ascending),
          OptionRule.of(
              EarlyExitOptions.INFLIGHT_MAX,
              "an integer, 1 to " + MAX_IN_FLIGHT,
              most -> most >= 1 && most <= MAX_IN_FLIGHT),
          OptionRule.of(
              EarlyExitOptions.INFLIGHT_MAX_BYTES,
              "a size, 1 b to 1 tb",
              size -> within(size, 1, MAX_IN_FLIGHT_BYTES)),
          OptionRule.of(
              EarlyExitOptions.ENGINE_CPU_PERMITS, "an integer from 0", permits -> permits >= 0),
          OptionRule.any(JobOptions.DELIVERY_GUARANTEE, List.of(Delivery.values()).toString()),
          OptionRule.of(
              JobOptions.TRANSACTIONAL_ID_PREFIX,
              "a name of at most " + MAX_PREFIX_BYTES + " bytes",
              OptionCatalog::prefix),
          OptionRule.of(
              JobOptions.PARALLELISM,
              "an integer, 1 to " + JobOptions.MAX_PARALLELISM,
              value -> value >= 1 && value <= JobOptions.MAX_PARALLELISM));

  static final List<String> KEYS = RULES.stream().map(rule -> rule.option().key()).toList();

  private OptionCatalog() {}

  private static OptionRule<String> topic(ConfigOption<String> option, boolean required) {
    return new OptionRule<>(
        option,
        false,
        required,
        "1 to 249 letters, digits, dots, dashes and underscores",
        name -> TOPIC.matcher(name).matches() && !name.equals(".") && !name.equals(".."));
  }

  private static OptionRule<String> field(ConfigOption<String> option) {
    return OptionRule.of(
        option, "1 to " + MAX_PATH + " names separated by dots", OptionCatalog::path);
  }

  /** Split, not matched as a whole: a pattern that repeats a group recurses with every name. */
  private static boolean path(String value) {
    String[] names = value.split("\\.", MAX_PATH + 1);
    return names.length <= MAX_PATH && Arrays.stream(names).noneMatch(String::isEmpty);
  }

  private static boolean brokers(String value) {
    return Arrays.stream(value.split(",", -1)).allMatch(one -> BROKER.matcher(one).matches());
  }

  private static boolean within(MemorySize size, long least, long most) {
    return size.getBytes() >= least && size.getBytes() <= most;
  }

  private static boolean share(double value) {
    return value >= 0 && value <= 1;
  }

  private static boolean probabilities(List<Double> values) {
    return !values.isEmpty() && values.stream().allMatch(OptionCatalog::share);
  }

  private static boolean millis(Duration value) {
    return value.compareTo(SHORTEST) >= 0 && value.compareTo(LONGEST) <= 0;
  }

  private static boolean duration(Duration value) {
    return !value.isNegative() && value.compareTo(LONGEST) <= 0;
  }

  private static boolean ascending(List<Integer> bounds) {
    int last = 0;
    for (int bound : bounds) {
      if (bound <= last) {
        return false;
      }
      last = bound;
    }
    return last > 0;
  }

  private static boolean prefix(String value) {
    return !value.isBlank() && value.getBytes(StandardCharsets.UTF_8).length <= MAX_PREFIX_BYTES;
  }
}
