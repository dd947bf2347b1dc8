package dev.thermocline.cli.bench;

import java.util.Arrays;
import java.util.Locale;

/** How far what the machine carries may move between two measurements. */
final class Drift {

  /** More than that, as a share, and figures of the two do not stand against the same capacity. */
  static final double MOST = 0.1;

  private Drift() {}

  /** Whether a capacity has moved too far from another. */
  static boolean tooFar(double now, double before) {
    return !(Math.abs(now / before - 1) <= MOST);
  }

  /**
   * The median of a capacity that was measured thrice.
   *
   * @param what it is the capacity of
   * @throws IllegalStateException when both others are too far from it
   */
  static double median(String what, double[] measured) {
    double[] sorted = measured.clone();
    Arrays.sort(sorted);
    double median = sorted[1];
    if (tooFar(sorted[0], median) && tooFar(sorted[2], median)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s did %.1f, %.1f and %.1f records/s in three runs; allowed is that two of them are"
                  + " within %.0f %% of each other: let nothing else run on the machine and start"
                  + " again",
              what,
              measured[0],
              measured[1],
              measured[2],
              MOST * 100));
    }
    return median;
  }
}
