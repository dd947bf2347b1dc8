package dev.thermocline.flink.operator;

import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.CostModel;
import dev.thermocline.engine.control.StageSeconds;
import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.config.OptionFault;
import java.time.Duration;
import java.util.Optional;

/**
 * Holds an SLO against what this machine was measured to need, before the first record. Whatever
 * the records' lengths will be, none is quicker than one of the shortest.
 */
final class SloFit {

  /** What fewer records reach has no say in the 99th percentile. */
  private static final double RARE = 0.01;

  private SloFit() {}

  /**
   * The fault of an SLO that is missed however light the load; empty where one short record alone
   * gets through the stages of the best rung in time, or where nothing adapts to the SLO.
   *
   * @param reach share of records that reach each stage at the best rung
   * @param seconds measured seconds of runs
   */
  static Optional<OptionFault> fault(
      EarlyExitSettings settings, double[] reach, StageSeconds seconds) {
    double alone = 0;
    int stages = 0;
    while (stages < reach.length && reach[stages] > RARE) {
      stages++;
      alone += seconds.seconds(stages, 1, 0);
    }
    if (!adapts(settings) || seconds(settings.control().slo()) > alone) {
      return Optional.empty();
    }
    return Optional.of(
        new OptionFault(
            EarlyExitOptions.CONTROL_SLO.key(),
            settings.control().slo().toMillis() + " ms",
            "more than the "
                + millis(alone)
                + " ms that the shortest record takes alone through "
                + (stages < reach.length
                    ? "the " + stages + " of " + reach.length + " stages that the best rung uses"
                    : "all " + stages + " stages")
                + " on this machine",
            "raise it, use a smaller model or a faster device, or set control.mode to static"));
  }

  /**
   * What is to be told of an SLO that is held under a light load only; empty where batches of the
   * shortest records get through all stages in time, or where nothing adapts to the SLO.
   *
   * @param costs the model before any run
   */
  static Optional<String> warning(EarlyExitSettings settings, CostModel costs) {
    double residence = costs.shortestResidenceSeconds();
    if (!adapts(settings) || seconds(settings.control().slo()) > residence) {
      return Optional.empty();
    }
    return Optional.of(
        "control.slo is "
            + settings.control().slo().toMillis()
            + " ms, and under load even the shortest records take up to "
            + millis(residence)
            + " ms through all stages on this machine: the SLO is held under a light load only;"
            + " raise it to more than that, or set control.mode to static");
  }

  private static boolean adapts(EarlyExitSettings settings) {
    return settings.mode() != ControlMode.OFF && settings.mode() != ControlMode.STATIC;
  }

  private static double seconds(Duration slo) {
    return slo.toNanos() * 1e-9;
  }

  private static long millis(double seconds) {
    return (long) Math.ceil(seconds * 1e3);
  }
}
