package dev.thermocline.flink.operator;

import dev.thermocline.engine.control.BindingConstraint;
import dev.thermocline.engine.control.DepthDecision;
import dev.thermocline.engine.control.LoadSample;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log where the depth moves and why: a line when the rung has moved by one or the limit
 * comes to bind or no longer does, at most one a second; a warning once the limit has bound for
 * some seconds.
 */
final class DepthLog {
  private static final Logger LOG = LoggerFactory.getLogger(DepthLog.class);
  private static final double SECONDS_BETWEEN = 1;
  private static final double LIMITED_SECONDS = 3;

  private double since = SECONDS_BETWEEN;
  private double rung;
  private boolean limited;
  private double limitedSeconds;

  /**
   * Hears of every decision.
   *
   * @param limitRung cheapest rung the quality limit allows
   */
  void decided(DepthDecision decision, LoadSample sample, int limitRung) {
    since += Math.max(sample.seconds(), 0);
    double now = decision.mix().rung() + decision.mix().fraction();
    boolean moved = Math.abs(now - rung) >= 1 || (now == 0) != (rung == 0);
    boolean limits = decision.constraint() == BindingConstraint.LIMIT;
    if ((moved || limits != limited) && since >= SECONDS_BETWEEN) {
      LOG.info("{}", line(decision, sample, now, limitRung));
      since = 0;
      rung = now;
      limited = limits;
    }
    warn(limits, decision, sample, limitRung);
  }

  private void warn(boolean limits, DepthDecision decision, LoadSample sample, int limitRung) {
    boolean before = limitedSeconds >= LIMITED_SECONDS;
    limitedSeconds = limits ? limitedSeconds + Math.max(sample.seconds(), 0) : 0;
    if (!before && limitedSeconds >= LIMITED_SECONDS) {
      LOG.warn(
          "The quality limit, rung {}, binds: {} records/s need {} times what full depth can do;"
              + " records are {} ms old. While the load stays, the lag grows: raise"
              + " quality.max-loss or the parallelism, or lower the load",
          limitRung,
          Math.round(sample.offeredRate()),
          Math.round(decision.pressure() * 100) / 100.0,
          Math.round(sample.ageSeconds() * 1e3));
    }
  }

  private String line(DepthDecision decision, LoadSample sample, double now, int limitRung) {
    return String.format(
        Locale.ROOT,
        "Rung %.1f -> %.1f (limit %d), held by %s: %.1f records/s offered, pressure %.2f, age %.0f"
            + " ms",
        rung,
        now,
        limitRung,
        decision.constraint(),
        sample.offeredRate(),
        decision.pressure(),
        sample.ageSeconds() * 1e3);
  }
}
