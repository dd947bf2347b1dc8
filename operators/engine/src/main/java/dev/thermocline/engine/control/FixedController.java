package dev.thermocline.engine.control;

/** Holds one rung whatever the load; a limit below it still applies. */
final class FixedController implements DepthController {
  private final int rung;

  /**
   * A controller.
   *
   * @param rung what it holds; {@link ControlSettings#LIMIT_RUNG} = the cheapest the limit allows
   */
  FixedController(int rung) {
    this.rung = rung;
  }

  @Override
  public DepthDecision decide(LoadSample sample, RungCosts costs, ControlTarget target) {
    int cheapest = costs.rungs() - 1;
    int limit = Math.min(target.limitRung(), cheapest);
    int wanted = rung == ControlSettings.LIMIT_RUNG ? limit : Math.min(rung, cheapest);
    int held = Math.min(wanted, limit);
    return new DepthDecision(
        new RungMix(held, 0),
        held == 0 ? BindingConstraint.BEST : BindingConstraint.PIN,
        sample.pressure(costs),
        costs.logCost(held),
        costs.logCost(wanted));
  }

  @Override
  public ControllerState state() {
    return ControllerState.NONE;
  }

  @Override
  public void restore(ControllerState state) {}
}
