package dev.thermocline.cli.bench;

import dev.thermocline.cli.demo.JobControl;
import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.DepthControllers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Who chooses the depth in a cell of the benchmark. */
public enum Contender {
  /** Full depth for every record. */
  FULL_DEPTH,
  /** The rung half way between the best and the limit's, for every record. */
  STATIC_MIDDLE,
  /**
   * The dearest rung that carries the highest sustained feasible load with some headroom, by
   * estimate, for every record.
   */
  STATIC_FEASIBLE,
  /** The cheapest rung that the limit allows, for every record. */
  STATIC_LIMIT,
  AIMD_DELAY,
  AIMD_BUSY,
  PI_AGE,
  ADAPTIVE;

  /** Whether it acts alike whatever the SLO, so that one run serves every SLO. */
  public boolean ignoresSlo() {
    return switch (this) {
      case FULL_DEPTH, STATIC_MIDDLE, STATIC_FEASIBLE, STATIC_LIMIT -> true;
      case AIMD_DELAY, AIMD_BUSY, PI_AGE, ADAPTIVE -> false;
    };
  }

  /**
   * The job's settings.
   *
   * @param setup tells the rungs of those that hold one
   */
  JobControl control(Setup setup, Duration slo, double maxLoss) {
    return switch (this) {
      case FULL_DEPTH -> JobControl.fullDepth(slo, maxLoss);
      case STATIC_MIDDLE -> JobControl.fixed(setup.middleRung(), slo, maxLoss);
      case STATIC_FEASIBLE -> JobControl.fixed(setup.feasibleRung(), slo, maxLoss);
      case STATIC_LIMIT -> JobControl.limit(slo, maxLoss);
      case AIMD_DELAY, AIMD_BUSY, PI_AGE, ADAPTIVE ->
          JobControl.of(Optional.of(toString()), slo, maxLoss);
    };
  }

  /** What it is set to, by name; empty where it holds a rung. */
  Map<String, Double> parameters() {
    return switch (this) {
      case FULL_DEPTH, STATIC_MIDDLE, STATIC_FEASIBLE, STATIC_LIMIT -> Map.of();
      case AIMD_DELAY -> DepthControllers.parameters(ControlMode.AIMD_DELAY);
      case AIMD_BUSY -> DepthControllers.parameters(ControlMode.AIMD_BUSY);
      case PI_AGE -> DepthControllers.parameters(ControlMode.PI_AGE);
      case ADAPTIVE -> DepthControllers.parameters(ControlMode.ADAPTIVE);
    };
  }

  /** The name as it is written on the command line and in reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
