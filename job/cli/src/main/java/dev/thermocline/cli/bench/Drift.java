package dev.thermocline.cli.bench;

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
   * The mean of full depth's capacities before and after another run.
   *
   * @throws IllegalStateException when they are too far apart
   */
  static double steady(double before, double after) {
    if (tooFar(after, before)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "full depth did %.1f records/s before the limit's run and %.1f after it, %+.0f %%;"
                  + " allowed is %.0f %%: let nothing else run on the machine and start again",
              before,
              after,
              (after / before - 1) * 100,
              MOST * 100));
    }
    return (before + after) / 2;
  }
}
