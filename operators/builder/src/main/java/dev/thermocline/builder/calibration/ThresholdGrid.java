package dev.thermocline.builder.calibration;

import java.util.Arrays;

/**
 * Candidate thresholds from a distribution of exit scores, from the strictest to the laxest.
 *
 * <p>Index 0 is the threshold nobody reaches. Values are rounded to six decimals towards lax, so
 * that they print short and equal what is used.
 */
final class ThresholdGrid {
  private static final double ROUNDING = 1e6;

  private final double[] thresholds;

  private ThresholdGrid(double[] thresholds) {
    this.thresholds = thresholds;
  }

  /**
   * Builds a grid at even quantiles.
   *
   * @param ascending scores, ascending
   * @param steps number of quantiles ≥ 1
   * @param higherIsSurer whether high scores exit first
   */
  static ThresholdGrid of(double[] ascending, int steps, boolean higherIsSurer) {
    double[] values = new double[steps + 1];
    values[0] = never(higherIsSurer);
    int count = 1;
    for (int step = 1; step <= steps && ascending.length > 0; step++) {
      int rank = (int) Math.ceil((double) step * ascending.length / steps) - 1;
      double value =
          higherIsSurer
              ? Math.floor(ascending[ascending.length - 1 - rank] * ROUNDING) / ROUNDING
              : Math.ceil(Math.nextUp(ascending[rank]) * ROUNDING) / ROUNDING;
      if (count == 1 || value != values[count - 1]) {
        values[count++] = value;
      }
    }
    return new ThresholdGrid(Arrays.copyOf(values, count));
  }

  /** The threshold nobody reaches: scores are never above 2 or below −1. */
  static double never(boolean higherIsSurer) {
    return higherIsSurer ? 2.0 : -1.0;
  }

  /** Highest index; index 0 is "nobody leaves". */
  int last() {
    return thresholds.length - 1;
  }

  double at(int index) {
    return thresholds[index];
  }
}
