package dev.thermocline.cli.bench;

import dev.thermocline.cli.figures.Statistics;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The interval of a mean difference by the percentile bootstrap: the pairs are drawn again with
 * replacement, so many times as there are, and the middle 95 % of the means of 2000 such draws are
 * taken. It says what other traces of this kind might have shown, not what other machines would.
 */
final class Bootstrap {

  private static final int RESAMPLES = 2_000;
  private static final double TAIL = 0.025;

  private Bootstrap() {}

  /**
   * The interval.
   *
   * @param differences one per pair
   * @param seed of the draws
   * @return its ends; null with fewer than two pairs
   */
  static double @Nullable [] interval(double[] differences, long seed) {
    if (differences.length < 2) {
      return null;
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[RESAMPLES];
    for (int draw = 0; draw < RESAMPLES; draw++) {
      means[draw] =
          Arrays.stream(differences)
              .map(any -> differences[random.nextInt(differences.length)])
              .average()
              .orElse(Double.NaN);
    }
    return new double[] {
      Statistics.percentile(means, TAIL), Statistics.percentile(means, 1 - TAIL)
    };
  }
}
