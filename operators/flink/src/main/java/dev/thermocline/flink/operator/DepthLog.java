package dev.thermocline.flink.operator;

import dev.thermocline.engine.control.BindingConstraint;
import dev.thermocline.engine.control.DepthDecision;
import dev.thermocline.engine.control.LoadSample;
import dev.thermocline.engine.control.RungCosts;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log where the depth moves and why: a line when the rung has moved by one or an end of
 * the ladder, the quality limit or its cheapest rung, comes to bind or no longer does, at most one
 * a second; a warning once such an end has bound for some seconds.
 */
final class DepthLog {
  private static final Logger LOG = LoggerFactory.getLogger(DepthLog.class);
  private static final double SECONDS_BETWEEN = 1;
  private static final double LIMITED_SECONDS = 3;

  /** In the place of an end that binds: none does. */
  private static final BindingConstraint NO_END = BindingConstraint.BEST;

  private double since = SECONDS_BETWEEN;
  private double rung;
  private BindingConstraint shown = NO_END;
  private BindingConstraint held = NO_END;
  private double heldSeconds;

  /**
   * Hears of every decision.
   *
   * @param limitRung cheapest rung the quality limit allows
   * @param allowedRung cheapest rung it was made for: a cheaper one while the limit gives way
   */
  void decided(
      DepthDecision decision, LoadSample sample, RungCosts costs, int limitRung, int allowedRung) {
    since += Math.max(sample.seconds(), 0);
    double now = decision.mix().rung() + decision.mix().fraction();
    boolean moved = Math.abs(now - rung) >= 1 || (now == 0) != (rung == 0);
    BindingConstraint end = end(decision.constraint());
    if ((moved || end != shown) && since >= SECONDS_BETWEEN) {
      boolean breached = allowedRung > limitRung && now > limitRung;
      LOG.info("{}", line(decision, sample, now, limitRung + (breached ? ", breached" : "")));
      since = 0;
      rung = now;
      shown = end;
    }
    warn(end, sample, costs, limitRung);
  }

  private static BindingConstraint end(BindingConstraint constraint) {
    return constraint == BindingConstraint.LIMIT || constraint == BindingConstraint.CHEAPEST
        ? constraint
        : NO_END;
  }

  private void warn(BindingConstraint end, LoadSample sample, RungCosts costs, int limitRung) {
    boolean before = end == held && heldSeconds >= LIMITED_SECONDS;
    heldSeconds = (end == held ? heldSeconds : 0) + Math.max(sample.seconds(), 0);
    held = end;
    if (before || heldSeconds < LIMITED_SECONDS) {
      return;
    }
    if (end == BindingConstraint.LIMIT) {
      LOG.warn(
          "The quality limit, rung {}, binds: {}. While the load stays, the lag grows: raise"
              + " quality.max-loss or the parallelism, or lower the load",
          limitRung,
          load(sample, costs));
    } else if (end == BindingConstraint.CHEAPEST) {
      LOG.warn(
          "The ladder's cheapest rung, {}, binds: {}. While the load stays, the lag grows: raise"
              + " the parallelism, or lower the load",
          costs.rungs() - 1,
          load(sample, costs));
    }
  }

  private static String load(LoadSample sample, RungCosts costs) {
    return Double.isNaN(sample.offeredRate())
        ? "more records come than the engine takes"
        : String.format(
            Locale.ROOT,
            "%.0f records/s need %.2f times what full depth can do; records are %.0f ms old",
            sample.offeredRate(),
            sample.pressure(costs),
            sample.ageSeconds() * 1e3);
  }

  private String line(DepthDecision decision, LoadSample sample, double now, String limit) {
    return String.format(
        Locale.ROOT,
        "Rung %.1f -> %.1f (limit %s), held by %s: %.1f records/s offered, pressure %.2f, age %.0f"
            + " ms",
        rung,
        now,
        limit,
        decision.constraint() == BindingConstraint.CHEAPEST
            ? "cheapest rung"
            : decision.constraint(),
        sample.offeredRate(),
        decision.pressure(),
        sample.ageSeconds() * 1e3);
  }
}
