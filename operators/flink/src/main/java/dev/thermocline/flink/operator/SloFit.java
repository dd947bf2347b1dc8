package dev.thermocline.flink.operator;

import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.StageSeconds;
import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.config.OptionFault;
import java.time.Duration;
import java.util.Optional;

/** Finds an SLO that this machine cannot hold for a single record, however little it has to do. */
final class SloFit {
  private SloFit() {}

  /**
   * The fault; empty where one short record alone gets through all stages in time, or where nothing
   * adapts to the SLO.
   *
   * @param seconds measured seconds of runs
   */
  static Optional<OptionFault> fault(EarlyExitSettings settings, int stages, StageSeconds seconds) {
    if (settings.mode() == ControlMode.OFF || settings.mode() == ControlMode.STATIC) {
      return Optional.empty();
    }
    double alone = 0;
    for (int stage = 1; stage <= stages; stage++) {
      alone += seconds.seconds(stage, 1, 0);
    }
    Duration slo = settings.control().slo();
    if (slo.toNanos() * 1e-9 > alone) {
      return Optional.empty();
    }
    double millis = Math.ceil(alone * 1e3);
    return Optional.of(
        new OptionFault(
            EarlyExitOptions.CONTROL_SLO.key(),
            slo.toMillis() + " ms",
            "more than the "
                + (long) millis
                + " ms that the shortest record takes alone through all "
                + stages
                + " stages on this machine",
            "raise it, or use a smaller model or a faster device"));
  }
}
