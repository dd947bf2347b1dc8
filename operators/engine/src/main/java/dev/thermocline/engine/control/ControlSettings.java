package dev.thermocline.engine.control;

import java.io.Serializable;
import java.time.Duration;

/**
 * How the depth is controlled, as the job starts.
 *
 * @param mode who chooses
 * @param staticRung rung of {@link ControlMode#STATIC}; -1 = the cheapest the limit allows
 * @param slo longest wanted time from arrival to emission
 * @param tick time between decisions
 * @param signal what tells that it falls behind
 * @param catchUp at which quality a backlog is read
 * @param fairness exponent α ≥ 0 by which a key's share of the cost falls with its rate; 0 = off
 * @param onOverload what gives way beyond the limit
 */
public record ControlSettings(
    ControlMode mode,
    int staticRung,
    Duration slo,
    Duration tick,
    ControlSignal signal,
    CatchUp catchUp,
    double fairness,
    OnOverload onOverload)
    implements Serializable {

  /** Value of {@link #staticRung} that leaves the choice to the limit. */
  public static final int LIMIT_RUNG = -1;

  /** Adaptive, with the defaults of the job options {@code control.*}. */
  public static final ControlSettings DEFAULTS =
      new ControlSettings(
          ControlMode.ADAPTIVE,
          -1,
          Duration.ofMillis(500),
          Duration.ofMillis(100),
          ControlSignal.AUTO,
          CatchUp.LIMIT,
          0,
          OnOverload.HOLD);

  public ControlSettings {
    require(staticRung >= -1, "control.static-rung", staticRung, "-1 or a rung from 0");
    require(positive(slo), "control.slo", slo, "a duration above 0");
    require(
        positive(tick) && tick.compareTo(slo) <= 0,
        "control.tick",
        tick,
        "a duration above 0, at most control.slo = " + slo);
    require(fairness >= 0 && fairness <= 4, "control.fairness", fairness, "a number from 0 to 4");
  }

  /** The same with another mode and rung. */
  public ControlSettings with(ControlMode otherMode, int otherRung) {
    return new ControlSettings(
        otherMode, otherRung, slo, tick, signal, catchUp, fairness, onOverload);
  }

  private static boolean positive(Duration value) {
    return !value.isNegative() && !value.isZero();
  }

  private static void require(boolean fine, String key, Object value, String allowed) {
    if (!fine) {
      throw new IllegalArgumentException(
          key + " is '" + value + "'; allowed: " + allowed + "; give an allowed value");
    }
  }
}
