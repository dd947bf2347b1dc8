package dev.thermocline.engine.control;

/**
 * Knows whether what comes after the operator is the bottleneck. Running shallower than the engine
 * needs for a little more than the throughput would then give quality away for nothing.
 *
 * <p>A pause of the thread also looks like an output that takes nothing, once. So a tick in which
 * it was blocked only adds to a suspicion, a tenth of a second and half of the time blocked, which
 * fades by 0.6 of the time that passes free; the gate closes at 0.2 s: with the second such tick in
 * a row, within a second where every third is blocked throughout, at once when 0.2 s are lost.
 *
 * <p>A sink that takes everything and waits in its flushes is known by them, see {@link
 * LoadSample#sinkRate()}: what it takes counts over a whole interval between two.
 */
final class SinkGate {
  private static final double BLOCKED_SHARE = 0.05;
  private static final double HOLD_SECONDS = 2;
  private static final double SUSPECT_SECONDS = 0.1;
  private static final double CLOSING_SECONDS = 0.2;
  private static final double FADING = 0.6;
  private static final double HEADROOM = 1.10;
  private static final double SMOOTHING_SECONDS = 0.5;
  private static final double LARGE = 1e9;

  private double throughput = Double.NaN;

  /** Time it stays closed; below 0 the negative of the suspicion. */
  private double heldSeconds;

  private double flushedRate = Double.NaN;

  void observe(double tickSeconds, LoadSample sample) {
    double now = Bounds.within(sample.throughput(), 0, LARGE, throughput());
    double share = Double.isNaN(throughput) ? 1 : -Math.expm1(-tickSeconds / SMOOTHING_SECONDS);
    throughput = throughput() + share * (now - throughput());
    flushedRate = Bounds.within(sample.sinkRate(), 0, LARGE, Double.NaN);
    double blockedShare = Bounds.within(sample.blockedShare(), 0, 1, 0);
    if (blockedShare <= BLOCKED_SHARE) {
      heldSeconds =
          held()
              ? Math.max(0, heldSeconds - tickSeconds)
              : Math.min(0, heldSeconds + FADING * tickSeconds);
    } else {
      double more = Math.min(tickSeconds, SUSPECT_SECONDS) + blockedShare * tickSeconds / 2;
      boolean sure = held() || more - heldSeconds >= CLOSING_SECONDS;
      heldSeconds = sure ? HOLD_SECONDS : heldSeconds - more;
    }
  }

  /** Smoothed records per second that leave the operator. */
  double throughput() {
    return Double.isNaN(throughput) ? 0 : throughput;
  }

  boolean closed() {
    return held() || !Double.isNaN(flushedRate);
  }

  private boolean held() {
    return heldSeconds > 0;
  }

  /**
   * The least log cost worth running at; −∞ while what comes after is not the bottleneck.
   *
   * @param fullDepthSeconds engine seconds of one record at full depth, ρ·c₀
   */
  double logCost(double fullDepthSeconds) {
    return closed() ? -Math.log(HEADROOM * taken() * fullDepthSeconds) : Double.NEGATIVE_INFINITY;
  }

  private double taken() {
    return Double.isNaN(flushedRate) ? throughput() : Math.min(throughput(), flushedRate);
  }

  ControllerState stateWith(double integral, double logCost) {
    return new ControllerState(ControlMode.ADAPTIVE, integral, logCost, throughput, heldSeconds);
  }

  void restore(ControllerState state) {
    throughput = state.throughput();
    heldSeconds = Bounds.within(state.heldSeconds(), -CLOSING_SECONDS, HOLD_SECONDS, 0);
  }
}
