package dev.thermocline.engine.control;

/**
 * Proportional-integral control of the records' age in log cost, without feed-forward.
 *
 * <pre>
 * e = (A − A_ref)/SLO      y = clip(−K_p·e + I, y_limit, y_best)      I ← I − K_i·e·Δt while not clipped against e
 * </pre>
 *
 * <p>For comparison.
 */
final class PiAgeController implements DepthController {

  /**
   * What may be tuned.
   *
   * @param ageShare wanted age as a share of the SLO
   * @param proportional K_p
   * @param integral K_i per second
   */
  record Parameters(double ageShare, double proportional, double integral) {
    static final Parameters DEFAULTS = new Parameters(0.015, 1.3, 1.1);
  }

  private static final double MAX_TICK_SECONDS = 0.5;
  private static final double MAX_ERROR = 20;

  private final Parameters parameters;
  private double integral;
  private double previous = Double.NaN;

  PiAgeController(Parameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public DepthDecision decide(LoadSample sample, RungCosts costs, ControlTarget target) {
    double tick = Bounds.within(sample.seconds(), 0, MAX_TICK_SECONDS, 0);
    double error =
        Bounds.within(
            sample.ageSeconds() / target.sloSeconds() - parameters.ageShare(), -1, MAX_ERROR, 0);
    double wanted = integral - parameters.proportional() * error;
    DepthDecision decision =
        new Choice(wanted, error > 0 ? BindingConstraint.AGE : BindingConstraint.RATE)
            .decide(costs, target, sample.pressure(costs));

    boolean windsUp =
        wanted < decision.logCost() ? error > 0 : wanted > decision.logCost() && error < 0;
    if (!windsUp) {
      integral = Bounds.within(integral - parameters.integral() * error * tick, -5, 5, 0);
    }
    previous = decision.logCost();
    return decision;
  }

  @Override
  public ControllerState state() {
    return new ControllerState(ControlMode.PI_AGE, integral, previous, Double.NaN, 0);
  }

  @Override
  public void restore(ControllerState state) {
    if (state.mode() != ControlMode.PI_AGE) {
      return;
    }
    integral = Bounds.within(state.integral(), -5, 5, 0);
    previous = state.logCost();
  }
}
