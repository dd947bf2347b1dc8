package dev.thermocline.flink.operator;

import dev.thermocline.engine.control.BindingConstraint;
import dev.thermocline.engine.control.DepthDecision;
import dev.thermocline.engine.control.LoadSample;
import dev.thermocline.engine.control.OnOverload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether the quality limit gives way. It only ever does where the job says {@code
 * quality.on-overload=breach}: once the limit binds and records are older than the SLO, until the
 * depth has been within the limit for some seconds.
 */
final class Overload {
  private static final Logger LOG = LoggerFactory.getLogger(Overload.class);
  private static final double CALM_SECONDS = 5;

  private final OnOverload choice;
  private boolean breaching;
  private double calm;

  Overload(OnOverload choice) {
    this.choice = choice;
  }

  /** The cheapest rung records may draw now. */
  int allowed(int limitRung, int cheapest) {
    return breaching ? cheapest : limitRung;
  }

  /**
   * Hears of every decision, made for what {@link #allowed} said.
   *
   * @param adapts whether the depth follows the load; what holds a rung holds the limit
   */
  void decided(
      DepthDecision decision, LoadSample sample, double sloSeconds, int limitRung, boolean adapts) {
    if (choice == OnOverload.HOLD || !adapts) {
      breaching = false;
      return;
    }
    if (!breaching) {
      if (decision.constraint() == BindingConstraint.LIMIT && sample.ageSeconds() > sloSeconds) {
        breaching = true;
        calm = 0;
        LOG.warn(
            "quality.on-overload=breach: records are {} s old and rung {}, the quality limit, does"
                + " not keep up; cheaper rungs are used until it does",
            sample.ageSeconds(),
            limitRung);
      }
      return;
    }
    double rung = decision.mix().rung() + decision.mix().fraction();
    calm = rung <= limitRung ? calm + sample.seconds() : 0;
    if (calm >= CALM_SECONDS) {
      breaching = false;
      LOG.warn("The quality limit, rung {}, keeps up again and holds", limitRung);
    }
  }
}
