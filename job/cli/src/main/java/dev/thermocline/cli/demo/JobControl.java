package dev.thermocline.cli.demo;

import dev.thermocline.flink.config.EarlyExitOptions;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/**
 * How the job of a run chooses its depth.
 *
 * @param mode value of {@code control.mode}; empty = the job's default
 * @param staticRung value of {@code control.static-rung}
 * @param slo value of {@code control.slo}
 * @param maxLoss value of {@code quality.max-loss}
 */
public record JobControl(Optional<String> mode, int staticRung, Duration slo, double maxLoss) {

  private static final int CHEAPEST_ALLOWED = -1;

  /** Full depth for every record. */
  public static JobControl fullDepth(Duration slo, double maxLoss) {
    return new JobControl(Optional.of("off"), CHEAPEST_ALLOWED, slo, maxLoss);
  }

  /** One rung for every record. */
  public static JobControl fixed(int rung, Duration slo, double maxLoss) {
    return new JobControl(Optional.of("static"), rung, slo, maxLoss);
  }

  /** The cheapest rung that the limit allows, for every record. */
  public static JobControl limit(Duration slo, double maxLoss) {
    return fixed(CHEAPEST_ALLOWED, slo, maxLoss);
  }

  /** A controller by its name; empty = the job's default. */
  public static JobControl of(Optional<String> mode, Duration slo, double maxLoss) {
    return new JobControl(mode, CHEAPEST_ALLOWED, slo, maxLoss);
  }

  /** Whether one rung is held whatever the load. */
  boolean pinned() {
    return staticRung != CHEAPEST_ALLOWED || mode.filter("static"::equals).isPresent();
  }

  void set(Configuration configuration) {
    mode.ifPresent(name -> configuration.setString(EarlyExitOptions.CONTROL_MODE.key(), name));
    configuration.set(EarlyExitOptions.CONTROL_STATIC_RUNG, staticRung);
    configuration.set(EarlyExitOptions.CONTROL_SLO, slo);
    configuration.set(EarlyExitOptions.QUALITY_MAX_LOSS, maxLoss);
  }
}
