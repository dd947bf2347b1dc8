package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.OperatingPoint;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Guesses from a bundle's ladder how many records would reach each stage with other thresholds: per
 * exit, the share that stays is interpolated over the threshold, and shares are multiplied along
 * the chain. A controller needs it only to a factor; what is off, its feedback corrects.
 */
final class ReachEstimate {
  private final int exits;

  /** Thresholds per exit, ascending. */
  private final double[][] thresholds;

  /** Share of the records at an exit that stay, beside each threshold. */
  private final double[][] stay;

  private ReachEstimate(int exits, double[][] thresholds, double[][] stay) {
    this.exits = exits;
    this.thresholds = thresholds;
    this.stay = stay;
  }

  /** An estimate over a ladder; an empty one lets everything stay. */
  static ReachEstimate of(List<OperatingPoint> ladder, int exits) {
    double[][] thresholds = new double[exits - 1][];
    double[][] stay = new double[exits - 1][];
    for (int i = 0; i < exits - 1; i++) {
      int exit = i;
      List<OperatingPoint> points =
          ladder.stream()
              .filter(point -> point.reach().get(exit) > 0)
              .sorted(Comparator.comparingDouble(point -> point.thresholds().get(exit)))
              .toList();
      thresholds[i] = points.stream().mapToDouble(point -> point.thresholds().get(exit)).toArray();
      stay[i] =
          points.stream()
              .mapToDouble(point -> point.reach().get(exit + 1) / point.reach().get(exit))
              .toArray();
    }
    return new ReachEstimate(exits, thresholds, stay);
  }

  /** Fraction of records that run each stage, index 0 = stage 1 (always 1). */
  double[] reach(double[] given) {
    double[] reach = new double[exits];
    reach[0] = 1;
    for (int i = 0; i < exits - 1; i++) {
      reach[i + 1] = reach[i] * stay(i, given[i]);
    }
    return reach;
  }

  private double stay(int exit, double threshold) {
    double[] known = thresholds[exit];
    if (known.length == 0) {
      return 1;
    }
    int found = Arrays.binarySearch(known, threshold);
    int above = found >= 0 ? found : -found - 1;
    if (above == known.length) {
      return stay[exit][above - 1];
    }
    if (above == 0 || found >= 0) {
      return stay[exit][above];
    }
    double share = (threshold - known[above - 1]) / (known[above] - known[above - 1]);
    return stay[exit][above - 1] + share * (stay[exit][above] - stay[exit][above - 1]);
  }
}
