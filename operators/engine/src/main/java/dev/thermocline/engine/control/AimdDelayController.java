package dev.thermocline.engine.control;

/**
 * Additive increase, multiplicative decrease of the cost per record, on the records' age: while the
 * age is above its bound the cost is cut by a factor, at most once per pause, else it grows
 * linearly. For comparison.
 */
final class AimdDelayController implements DepthController {

  /**
   * What may be tuned.
   *
   * @param ageShare bound on the age, as a share of the SLO
   * @param decrease factor of a cut, in (0, 1)
   * @param increasePerSecond growth of c/c₀
   * @param pauseShare least time between cuts, as a share of the SLO
   */
  record Parameters(double ageShare, double decrease, double increasePerSecond, double pauseShare) {
    static final Parameters DEFAULTS = new Parameters(0.16, 0.66, 0.021, 0.36);
  }

  private final Parameters parameters;
  private final Aimd aimd = new Aimd();

  AimdDelayController(Parameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public DepthDecision decide(LoadSample sample, RungCosts costs, ControlTarget target) {
    boolean over = sample.ageSeconds() > parameters.ageShare() * target.sloSeconds();
    double pause = parameters.pauseShare() * target.sloSeconds();
    aimd.step(sample, over, parameters.decrease(), parameters.increasePerSecond(), pause);
    return aimd.decide(sample, costs, target, over);
  }

  @Override
  public ControllerState state() {
    return aimd.state(ControlMode.AIMD_DELAY, 0);
  }

  @Override
  public void restore(ControllerState state) {
    if (state.mode() != ControlMode.AIMD_DELAY) {
      return;
    }
    aimd.restore(state);
  }
}
