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

  /**
   * The mixture of neighbouring rungs whose expected cost is the wanted one, as near as the limit
   * allows.
   *
   * @param logCost wanted ln(c/c₀)
   * @param limitRung cheapest rung that may be in the mixture
   */
  public RungMix mix(double logCost, int limitRung) {
    int limit = Math.min(limitRung, relative.length - 1);
    double wanted = Math.exp(logCost);
    int next = 0;
    while (next <= limit && relative[next] > wanted) {
      next++;
    }
    if (next == 0 || next > limit) {
      return new RungMix(Math.min(next, limit), 0);
    }
    double step = relative[next - 1] - relative[next];
    double fraction = (relative[next - 1] - wanted) / step;
    return fraction < 1 ? new RungMix(next - 1, fraction) : new RungMix(next, 0);
  }
}
