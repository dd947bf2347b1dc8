package dev.thermocline.builder.calibration;

import dev.thermocline.engine.exit.ExitPolicy;

/** Softmax maximum, leaving at or above the threshold: enough of a policy for these tests. */
final class MaximumProbability implements ExitPolicy {
  @Override
  public String id() {
    return "max-probability";
  }

  @Override
  public double score(int exit, float[] logits, int offset, int classes) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      max = Math.max(max, logits[offset + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(logits[offset + c] - max);
    }
    return 1 / sum;
  }

  @Override
  public boolean exits(double score, double threshold) {
    return score >= threshold;
  }
}
