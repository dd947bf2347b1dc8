package dev.thermocline.engine.exit;

/**
 * Leaves when {@code max softmax(z_l / T_l) ≥ τ_l}. Knob: a lower threshold exits earlier.
 *
 * <p>Source: MSDNet (Huang et al. 2018); temperature scaling: Guo et al. 2017.
 */
final class MaxProbability implements ExitPolicy {
  private final double[] temperatures;

  MaxProbability(double[] temperatures) {
    this.temperatures = temperatures.clone();
  }

  @Override
  public String id() {
    return ExitPolicies.MAX_PROBABILITY;
  }

  @Override
  public double score(int exit, float[] logits, int offset, int classes) {
    return Softmax.maxProbability(logits, offset, classes, temperatures[exit - 1]);
  }

  @Override
  public boolean exits(double score, double threshold) {
    return score >= threshold;
  }
}
