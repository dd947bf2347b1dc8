package dev.thermocline.engine.runtime;

import java.util.Arrays;

/** Stage costs for tests: so many seconds per row, whatever the stage and length. */
public final class FixedCosts {
  private FixedCosts() {}

  public static StageCosts perRow(int stages, int buckets, double seconds) {
    double[] costs = new double[stages * buckets];
    Arrays.fill(costs, seconds);
    return new StageCosts(stages, buckets, new int[] {1}, costs);
  }
}
