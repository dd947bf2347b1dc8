package dev.thermocline.engine.control;

/** Additive increase, multiplicative decrease of the cost per record. */
final class Aimd {
  private static final double MAX_TICK_SECONDS = 0.5;

  private double logCost;
  private double pausedSeconds;

  /**
   * One tick.
   *
   * @param over whether the signal is beyond its bound
   * @param decrease factor of a cut
   * @param increasePerSecond growth of c/c₀ else
   * @param pauseSeconds least time between cuts
   */
  void step(
      LoadSample sample,
      boolean over,
      double decrease,
      double increasePerSecond,
      double pauseSeconds) {
    double tick = Bounds.within(sample.seconds(), 0, MAX_TICK_SECONDS, 0);
    pausedSeconds = Math.max(0, pausedSeconds - tick);
    if (!over) {
      logCost = Math.log(Math.exp(logCost) + increasePerSecond * tick);
    } else if (pausedSeconds == 0) {
      logCost += Math.log(decrease);
      pausedSeconds = pauseSeconds;
    }
  }

  /** The decision at its cost, which the ladder's ends bound. */
  DepthDecision decide(LoadSample sample, RungCosts costs, ControlTarget target, boolean over) {
    BindingConstraint constraint = over ? BindingConstraint.AGE : BindingConstraint.SLEW;
    DepthDecision decision =
        new Choice(logCost, constraint).decide(costs, target, sample.pressure(costs));
    logCost = decision.logCost();
    return decision;
  }

  ControllerState state(ControlMode mode, double integral) {
    return new ControllerState(mode, integral, logCost, Double.NaN, pausedSeconds);
  }

  void restore(ControllerState state) {
    logCost = Bounds.within(state.logCost(), -20, 0, 0);
    pausedSeconds = Bounds.within(state.heldSeconds(), 0, 60, 0);
  }
}
