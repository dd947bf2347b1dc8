package dev.thermocline.engine.control;

/**
 * Knows whether what comes after the operator is the bottleneck. Running shallower than the engine
 * needs for a little more than the throughput would then give quality away for nothing.
 */
final class SinkGate {
  private static final double BLOCKED_SHARE = 0.05;
  private static final double HOLD_SECONDS = 2;
  private static final double HEADROOM = 1.10;
  private static final double SMOOTHING_SECONDS = 0.5;
  private static final double LARGE = 1e9;

  private double throughput = Double.NaN;
  private double heldSeconds;

  void observe(double tickSeconds, LoadSample sample) {
    double now = Bounds.within(sample.throughput(), 0, LARGE, throughput());
    double share = Double.isNaN(throughput) ? 1 : -Math.expm1(-tickSeconds / SMOOTHING_SECONDS);
    throughput = throughput() + share * (now - throughput());
    boolean blocked = sample.blockedShare() > BLOCKED_SHARE;
    heldSeconds = blocked ? HOLD_SECONDS : Math.max(0, heldSeconds - tickSeconds);
  }

  /** Smoothed records per second that leave the operator. */
  double throughput() {
    return Double.isNaN(throughput) ? 0 : throughput;
  }

  boolean closed() {
    return heldSeconds > 0;
  }

  /**
   * The least log cost worth running at; −∞ while what comes after is not the bottleneck.
   *
   * @param fullDepthSeconds engine seconds of one record at full depth, ρ·c₀
   */
  double logCost(double fullDepthSeconds) {
    return closed()
        ? -Math.log(HEADROOM * throughput() * fullDepthSeconds)
        : Double.NEGATIVE_INFINITY;
  }

  ControllerState stateWith(double integral, double logCost) {
    return new ControllerState(integral, logCost, throughput, heldSeconds);
  }

  void restore(ControllerState state) {
    throughput = state.throughput();
    heldSeconds = Bounds.within(state.heldSeconds(), 0, HOLD_SECONDS, 0);
  }
}
