package dev.thermocline.engine.control;

/**
 * Additive increase, multiplicative decrease of the cost per record, on the engine's busy time:
 * while it is busier than a bound the cost is cut by a factor, at most once per pause, else it
 * grows linearly. For comparison.
 */
final class AimdBusyController implements DepthController {

  /**
   * What may be tuned.
   *
   * @param busyShare bound on the smoothed utilization, in (0, 1)
   * @param decrease factor of a cut, in (0, 1)
   * @param increasePerSecond growth of c/c₀
   * @param pauseSeconds least time between cuts
   */
  record Parameters(
      double busyShare, double decrease, double increasePerSecond, double pauseSeconds) {
    static final Parameters DEFAULTS = new Parameters(0.86, 0.6, 0.024, 0.14);
  }

  private static final double SMOOTHING_SECONDS = 0.3;

  private final Parameters parameters;
  private final Aimd aimd = new Aimd();
  private double utilization;

  AimdBusyController(Parameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public DepthDecision decide(LoadSample sample, RungCosts costs, ControlTarget target) {
    double now = Bounds.within(sample.utilization(), 0, 1, utilization);
    double tick = Bounds.within(sample.seconds(), 0, 1, 0);
    utilization += -Math.expm1(-tick / SMOOTHING_SECONDS) * (now - utilization);
    boolean over = utilization > parameters.busyShare();
    aimd.step(
        sample,
        over,
        parameters.decrease(),
        parameters.increasePerSecond(),
        parameters.pauseSeconds());
    return aimd.decide(sample, costs, target, over);
  }

  @Override
  public ControllerState state() {
    return aimd.state(ControlMode.AIMD_BUSY, utilization);
  }

  @Override
  public void restore(ControllerState state) {
    if (state.mode() != ControlMode.AIMD_BUSY) {
      return;
    }
    utilization = Bounds.within(state.integral(), 0, 1, 0);
    aimd.restore(state);
  }
}
