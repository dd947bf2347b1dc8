package dev.thermocline.builder.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The family of thresholds the ladder is built over: one threshold for all exits, which
 * temperatures make comparable.
 */
final class UniformThresholds {
  private static final int STEPS = 1000;

  private UniformThresholds() {}

  /**
   * The family from full depth to everybody leaving at the first exit; no exit ever becomes harder
   * to take.
   *
   * @param tune records whose scores give the steps: even shares of all exits' scores
   * @return threshold arrays, one value per exit
   */
  static List<double[]> path(ExitTable tune) {
    double[] scores = new double[tune.size() * (tune.exits() - 1)];
    int count = 0;
    for (int exit = 1; exit < tune.exits(); exit++) {
      double[] column = tune.sortedScores(exit);
      System.arraycopy(column, 0, scores, count, column.length);
      count += column.length;
    }
    Arrays.sort(scores, 0, count);
    ThresholdGrid grid =
        ThresholdGrid.of(Arrays.copyOf(scores, count), STEPS, tune.higherIsSurer());
    List<double[]> path = new ArrayList<>();
    for (int step = 0; step <= grid.last(); step++) {
      double[] thresholds = new double[tune.exits()];
      Arrays.fill(thresholds, grid.at(step));
      path.add(thresholds);
    }
    return path;
  }
}
