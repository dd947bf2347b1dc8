package dev.thermocline.flink.config;

import static org.apache.flink.configuration.ConfigOptions.key;

import dev.thermocline.engine.cascade.CascadeSettings;
import dev.thermocline.engine.control.CatchUp;
import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.ControlSettings;
import dev.thermocline.engine.control.ControlSignal;
import dev.thermocline.engine.control.OnOverload;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/** Options of the early-exit operator: model, exits, quality, control, batching. */
public final class EarlyExitOptions {

  /** In which order results leave. */
  public enum ExitOrder {
    KEY("key"),
    NONE("none");

    private final String text;

    ExitOrder(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  public static final ConfigOption<String> BUNDLE_PATH =
      key("bundle.path")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Model bundle, a directory or a .zip of what is in it, as every task manager sees it;"
                  + " with a scheme, on a file system of Flink's.");

  public static final ConfigOption<String> EXIT_POLICY =
      key("exit.policy")
          .stringType()
          .defaultValue("max-probability")
          .withDescription("Rule that decides who leaves at an exit; must equal the bundle's.");

  public static final ConfigOption<List<Double>> EXIT_THRESHOLDS =
      key("exit.thresholds")
          .doubleType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "Threshold per exit, separated by commas, instead of the bundle's ladder; one value"
                  + " serves every exit. Nothing is certified then: needs"
                  + " quality.uncertified=true.");

  public static final ConfigOption<List<Double>> EXIT_THRESHOLDS_FLOOR =
      key("exit.thresholds.floor")
          .doubleType()
          .asList()
          .noDefaultValue()
          .withDescription(
              "Laxest thresholds of the 16-rung ladder that starts at exit.thresholds; unset ="
                  + " exit.thresholds.");

  public static final ConfigOption<ExitOrder> EXIT_ORDER =
      key("exit.order")
          .enumType(ExitOrder.class)
          .defaultValue(ExitOrder.KEY)
          .withDescription("key: results leave in arrival order per key; none: as they finish.");

  public static final ConfigOption<String> QUALITY_LOSS =
      key("quality.loss")
          .stringType()
          .defaultValue("disagreement")
          .withDescription(
              "Loss that quality.max-loss limits; must equal the bundle's. disagreement: share of"
                  + " records whose label differs from full depth's; harm: share that is wrong here and"
                  + " right at full depth.");

  public static final ConfigOption<Double> QUALITY_MAX_LOSS =
      key("quality.max-loss")
          .doubleType()
          .defaultValue(0.05)
          .withDescription(
              "Largest loss a rung of the bundle's ladder may have to be chosen: its certified bound,"
                  + " or what it measured where nothing is certified.");

  public static final ConfigOption<Boolean> QUALITY_UNCERTIFIED =
      key("quality.uncertified")
          .booleanType()
          .defaultValue(false)
          .withDescription("Accepts that exit.thresholds come without any measured quality.");

  public static final ConfigOption<OnOverload> QUALITY_ON_OVERLOAD =
      key("quality.on-overload")
          .enumType(OnOverload.class)
          .defaultValue(ControlSettings.DEFAULTS.onOverload())
          .withDescription(
              "What gives way when the load is beyond what the quality limit can carry. hold: the lag"
                  + " grows and the limit stays; breach: records may run cheaper rungs, each counted,"
                  + " and the log warns. Nothing gives way while control.mode is static or off.");

  public static final ConfigOption<ControlMode> CONTROL_MODE =
      key("control.mode")
          .enumType(ControlMode.class)
          .defaultValue(ControlSettings.DEFAULTS.mode())
          .withDescription(
              "adaptive: the depth follows the load within the quality limit; static: one rung for"
                  + " every record; off: full depth for every record; aimd-delay, aimd-busy, pi-age:"
                  + " simpler controllers, for comparison.");

  public static final ConfigOption<Duration> CONTROL_SLO =
      key("control.slo")
          .durationType()
          .defaultValue(ControlSettings.DEFAULTS.slo())
          .withDescription(
              "Longest wanted time from a record's Kafka timestamp to its emission; the depth falls,"
                  + " as far as the quality limit allows, to hold it.");

  public static final ConfigOption<Duration> CONTROL_TICK =
      key("control.tick")
          .durationType()
          .defaultValue(ControlSettings.DEFAULTS.tick())
          .withDescription("Time between two decisions; at most control.slo.");

  public static final ConfigOption<ControlSignal> CONTROL_SIGNAL =
      key("control.signal")
          .enumType(ControlSignal.class)
          .defaultValue(ControlSettings.DEFAULTS.signal())
          .withDescription(
              "What tells that the job falls behind. age: the records' age by their Kafka timestamps,"
                  + " which needs synchronised clocks; backpressure: the time admission waits at"
                  + " inflight.max; auto: age while timestamps are usable, else backpressure. Only"
                  + " control.mode=adaptive asks.");

  public static final ConfigOption<CatchUp> CONTROL_CATCH_UP =
      key("control.catch-up")
          .enumType(CatchUp.class)
          .defaultValue(ControlSettings.DEFAULTS.catchUp())
          .withDescription(
              "How a backlog is read. limit: as fast as the quality limit allows; hold: at the best"
                  + " quality, whatever its age. Only control.mode=adaptive asks.");

  public static final ConfigOption<Double> CONTROL_FAIRNESS =
      key("control.fairness")
          .doubleType()
          .defaultValue(ControlSettings.DEFAULTS.fairness())
          .withDescription(
              "Exponent by which a key's share of the depth falls with its rate: the key that floods"
                  + " exits shallower before its neighbours do. 0 = all keys alike.");

  public static final ConfigOption<Integer> CONTROL_STATIC_RUNG =
      key("control.static-rung")
          .intType()
          .defaultValue(-1)
          .withDescription(
              "Rung of control.mode=static, 0 = the most expensive; its loss must be within"
                  + " quality.max-loss. -1 = the cheapest one before the ladder first exceeds"
                  + " quality.max-loss, or 0 where exit.thresholds are given.");

  public static final ConfigOption<Integer> BATCH_MAX_SIZE =
      key("batch.max-size")
          .intType()
          .defaultValue(CascadeSettings.DEFAULTS.maxSize())
          .withDescription("Most records in a micro-batch.");

  public static final ConfigOption<Duration> BATCH_MAX_TIME =
      key("batch.max-time")
          .durationType()
          .defaultValue(CascadeSettings.DEFAULTS.maxTime())
          .withDescription("A micro-batch is cut so that its measured cost stays within this.");

  public static final ConfigOption<Duration> BATCH_LINGER =
      key("batch.linger")
          .durationType()
          .defaultValue(CascadeSettings.DEFAULTS.linger())
          .withDescription(
              "Longest time a record waits behind stage 1, over all stages together, for fuller"
                  + " micro-batches while the lane has other work.");

  public static final ConfigOption<List<Integer>> BATCH_LENGTH_BUCKETS =
      key("batch.length-buckets")
          .intType()
          .asList()
          .defaultValues(CascadeSettings.DEFAULTS.lengthBuckets().toArray(Integer[]::new))
          .withDescription(
              "Upper ends in tokens of the length buckets that never share a micro-batch,"
                  + " separated by commas; longer records share the last bucket.");

  public static final ConfigOption<Integer> INFLIGHT_MAX =
      key("inflight.max")
          .intType()
          .defaultValue(64)
          .withDescription(
              "Most records between admission and emission in one subtask; at the cap the operator"
                  + " causes backpressure. At least stages x batch.max-size, so that every queue"
                  + " can fill a batch.");

  public static final ConfigOption<MemorySize> INFLIGHT_MAX_BYTES =
      key("inflight.max-bytes")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(64))
          .withDescription(
              "Most heap that the records in flight of one subtask may take, by estimate: 1 KiB a"
                  + " record and two bytes a character of its text. At this cap the operator causes"
                  + " backpressure as at inflight.max; a record beyond it comes in alone.");

  public static final ConfigOption<Integer> ENGINE_CPU_PERMITS =
      key("engine.cpu-permits")
          .intType()
          .defaultValue(0)
          .withDescription(
              "Most stage runs at once on the CPUs of one task manager; 0 = its processors.");

  private EarlyExitOptions() {}

  /**
   * Reads what the operator runs with.
   *
   * @param config options that {@link OptionsValidator#validated} returned
   */
  public static EarlyExitSettings settings(ReadableConfig config) {
    return new EarlyExitSettings(
        config.get(BUNDLE_PATH),
        config.get(EXIT_POLICY),
        config.getOptional(EXIT_THRESHOLDS).orElse(List.of()),
        config.getOptional(EXIT_THRESHOLDS_FLOOR).orElse(List.of()),
        new ControlSettings(
            config.get(CONTROL_MODE),
            config.get(CONTROL_STATIC_RUNG),
            config.get(CONTROL_SLO),
            config.get(CONTROL_TICK),
            config.get(CONTROL_SIGNAL),
            config.get(CONTROL_CATCH_UP),
            config.get(CONTROL_FAIRNESS),
            config.get(QUALITY_ON_OVERLOAD)),
        config.get(QUALITY_LOSS),
        config.get(QUALITY_MAX_LOSS),
        config.get(EXIT_ORDER) == ExitOrder.KEY,
        config.get(BATCH_MAX_SIZE),
        config.get(BATCH_MAX_TIME),
        config.get(BATCH_LINGER),
        config.get(BATCH_LENGTH_BUCKETS),
        config.get(INFLIGHT_MAX),
        config.get(INFLIGHT_MAX_BYTES).getBytes(),
        config.get(ENGINE_CPU_PERMITS));
  }
}
