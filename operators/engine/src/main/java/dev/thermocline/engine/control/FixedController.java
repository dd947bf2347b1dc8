package dev.thermocline.engine.control;

/** Holds one rung whatever the load; a limit below it still applies. */
final class FixedController implements DepthController {
  private final int rung;
  private final BindingConstraint constraint;

  FixedController(int rung, BindingConstraint constraint) {
    this.rung = rung;
    this.constraint = constraint;
  }

  @Override
  public DepthDecision decide(LoadSample sample, RungCosts costs, ControlTarget target) {
    int held = Math.min(rung, Math.min(target.limitRung(), costs.rungs() - 1));
    return new DepthDecision(
        new RungMix(held, 0),
        held == 0 ? BindingConstraint.BEST : constraint,
        sample.pressure(costs),
        costs.logCost(held));
  }

  @Override
  public ControllerState state() {
    return ControllerState.NONE;
  }

  @Override
  public void restore(ControllerState state) {}
}
