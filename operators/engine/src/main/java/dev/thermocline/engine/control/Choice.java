package dev.thermocline.engine.control;

/** A wanted log cost on its way through the bounds, and the reason for where it stands. */
final class Choice {
  private double logCost;
  private BindingConstraint constraint;

  Choice(double wanted, BindingConstraint constraint) {
    this.logCost = wanted;
    this.constraint = constraint;
  }

  /** Raises it to a bound; NaN is no bound. */
  Choice atLeast(double bound, BindingConstraint because) {
    if (bound > logCost) {
      logCost = bound;
      constraint = because;
    }
    return this;
  }

  /** Lowers it to a bound; NaN is no bound. */
  Choice atMost(double bound, BindingConstraint because) {
    if (bound < logCost) {
      logCost = bound;
      constraint = because;
    }
    return this;
  }

  /** The decision once the ladder's ends hold: the best rung above, the quality limit below. */
  DepthDecision decide(RungCosts costs, ControlTarget target, double pressure) {
    int limit = Math.min(target.limitRung(), costs.rungs() - 1);
    atMost(costs.logCost(0), BindingConstraint.BEST);
    if (logCost == costs.logCost(0) && constraint != BindingConstraint.SINK) {
      constraint = BindingConstraint.BEST;
    }
    double unlimited = Math.max(logCost, costs.logCost(costs.rungs() - 1));
    atLeast(costs.logCost(limit), BindingConstraint.LIMIT);
    return new DepthDecision(costs.mix(logCost, limit), constraint, pressure, logCost, unlimited);
  }
}
