package dev.thermocline.builder.head;

import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * Temperature scaling: the T &gt; 0 that minimises the mean negative log-likelihood of {@code
 * softmax(z / T)} on held-out logits.
 *
 * <p>The likelihood is convex in 1/T, so a line search over ln(1/T) finds the one minimum. Source:
 * Guo et al., On Calibration of Modern Neural Networks, 2017.
 */
public final class TemperatureFitter {
  private static final double LOG_LIMIT = Math.log(100.0);

  private TemperatureFitter() {}

  /**
   * Fits the temperature.
   *
   * @param logits n×C logits, row-major; rows with a value that is not finite are passed over
   * @param labels n class indices; −1 where unknown, passed over
   * @param classes C
   * @return T in [1/100, 100]; 1 where no row counts
   */
  public static double fit(float[] logits, int[] labels, int classes) {
    if (logits.length != (long) labels.length * classes) {
      throw new IllegalArgumentException(
          "there are "
              + logits.length
              + " logits for "
              + labels.length
              + " labels of "
              + classes
              + " classes; logits must equal labels x classes");
    }
    if (!anyCounts(logits, labels, classes)) {
      return 1.0;
    }
    double best =
        new BrentOptimizer(1e-8, 1e-8)
            .optimize(
                new MaxEval(200),
                GoalType.MINIMIZE,
                new SearchInterval(-LOG_LIMIT, LOG_LIMIT, 0.0),
                new UnivariateObjectiveFunction(
                    x -> negativeLogLikelihood(logits, labels, classes, Math.exp(x))))
            .getPoint();
    return Math.exp(-best);
  }

  /** Sum over the rows that count of {@code −ln softmax(beta·z)[label]}. */
  static double negativeLogLikelihood(float[] logits, int[] labels, int classes, double beta) {
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      if (counts(logits, labels, classes, row)) {
        sum += rowLoss(logits, row * classes, classes, labels[row], beta);
      }
    }
    return sum;
  }

  private static double rowLoss(float[] logits, int offset, int classes, int label, double beta) {
    double max = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      max = Math.max(max, logits[offset + c]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp(beta * (logits[offset + c] - max));
    }
    return Math.log(sum) - beta * (logits[offset + label] - max);
  }

  private static boolean anyCounts(float[] logits, int[] labels, int classes) {
    for (int row = 0; row < labels.length; row++) {
      if (counts(logits, labels, classes, row)) {
        return true;
      }
    }
    return false;
  }

  private static boolean counts(float[] logits, int[] labels, int classes, int row) {
    if (labels[row] < 0) {
      return false;
    }
    for (int c = 0; c < classes; c++) {
      if (!Float.isFinite(logits[row * classes + c])) {
        return false;
      }
    }
    return true;
  }
}
