package dev.thermocline.builder.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One threshold for all exits. */
final class UniformFamily implements ThresholdFamily {
  private static final int STEPS = 400;

  @Override
  public String name() {
    return "uniform";
  }

  @Override
  public List<double[]> path(ExitTable tune, Loss loss, int[] layers) {
    boolean higher = tune.higherIsSurer();
    double[] all = new double[0];
    for (int exit = 1; exit < tune.exits(); exit++) {
      double[] column = tune.sortedScores(exit);
      int size = all.length;
      all = Arrays.copyOf(all, size + column.length);
      System.arraycopy(column, 0, all, size, column.length);
    }
    Arrays.sort(all);
    ThresholdGrid grid = ThresholdGrid.of(all, STEPS, higher);
    List<double[]> path = new ArrayList<>();
    for (int step = 0; step <= grid.last(); step++) {
      double[] thresholds = new double[tune.exits()];
      Arrays.fill(thresholds, grid.at(step));
      path.add(thresholds);
    }
    return path;
  }
}
