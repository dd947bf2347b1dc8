package dev.thermocline.engine.exit;

/** Softmax and argmax over one record's slice of flat logits; computed in double by log-sum-exp. */
public final class Softmax {

  private Softmax() {}

  /** Index of the largest logit, the lowest on ties; meaningful only for finite logits. */
  public static int argmax(float[] logits, int offset, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (logits[offset + c] > logits[offset + best]) {
        best = c;
      }
    }
    return best;
  }

  /** Whether every logit is finite. */
  public static boolean finite(float[] logits, int offset, int classes) {
    for (int c = 0; c < classes; c++) {
      if (!Float.isFinite(logits[offset + c])) {
        return false;
      }
    }
    return true;
  }

  /**
   * Probability of the most likely class, {@code 1 / Σ exp((z_c − max z) / T)}.
   *
   * @param temperature T, finite and &gt; 0
   * @return the probability in [1/C, 1], or NaN when a logit is not finite
   */
  public static double maxProbability(float[] logits, int offset, int classes, double temperature) {
    if (!finite(logits, offset, classes)) {
      return Double.NaN;
    }
    double max = logits[offset + argmax(logits, offset, classes)];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp((logits[offset + c] - max) / temperature);
    }
    return 1 / sum;
  }

  /** All class probabilities at the given temperature; they sum to 1. Finite logits only. */
  public static float[] probabilities(float[] logits, int offset, int classes, double temperature) {
    double max = logits[offset + argmax(logits, offset, classes)];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp((logits[offset + c] - max) / temperature);
    }
    float[] probabilities = new float[classes];
    for (int c = 0; c < classes; c++) {
      probabilities[c] = (float) (Math.exp((logits[offset + c] - max) / temperature) / sum);
    }
    return probabilities;
  }
}
