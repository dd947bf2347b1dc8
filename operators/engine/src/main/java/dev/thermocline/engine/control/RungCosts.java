package dev.thermocline.engine.control;

/** What each rung costs on this machine, before the scale measured on the running job. */
public final class RungCosts {
  private final double fullDepthSeconds;
  private final double[] relative;

  /**
   * Costs of a ladder.
   *
   * @param fullDepthSeconds engine seconds of one record at full depth, c₀ > 0
   * @param relative c_k / c₀ per rung in (0, 1], never rising with k
   */
  public RungCosts(double fullDepthSeconds, double[] relative) {
    if (!(fullDepthSeconds > 0) || Double.isInfinite(fullDepthSeconds)) {
      throw new IllegalArgumentException(
          "a record takes " + fullDepthSeconds + " s at full depth; it must be finite and above 0");
    }
    if (relative.length == 0) {
      throw new IllegalArgumentException("the ladder is empty; it needs at least 1 rung");
    }
    double before = 1;
    for (double cost : relative) {
      if (!(cost > 0 && cost <= before)) {
        throw new IllegalArgumentException(
            "a rung costs " + cost + " of full depth after " + before + "; costs must not rise");
      }
      before = cost;
    }
    this.fullDepthSeconds = fullDepthSeconds;
    this.relative = relative.clone();
  }

  /** Engine seconds of one record at full depth. */
  public double fullDepthSeconds() {
    return fullDepthSeconds;
  }

  /** Number of rungs. */
  public int rungs() {
    return relative.length;
  }

  /** Cost of a rung as a fraction of full depth. */
  public double relative(int rung) {
    return relative[rung];
  }

  /** Natural logarithm of {@link #relative}: ≤ 0. */
  public double logCost(int rung) {
    return Math.log(relative[rung]);
  }
}
