package dev.thermocline.cli.bench;

/**
 * The tightest path through a corridor: of all paths that at every step stay between a lower and an
 * upper bound, the one whose steps are as equal as the corridor allows. Whatever concave value a
 * step's length has, no path has a larger sum of values.
 */
final class TautString {

  private TautString() {}

  /**
   * Pulls the string.
   *
   * @param start where it is fastened, at point 0
   * @param lower least position at points 1, 2, …
   * @param upper largest position there, not below {@code lower}; at the last point the string is
   *     fastened to it
   * @return its steps: positions at points 1, 2, … less the ones before
   */
  static double[] steps(double start, double[] lower, double[] upper) {
    int points = lower.length;
    double[] steps = new double[points];
    int anchor = 0;
    double at = start;
    while (anchor < points) {
      double most = Double.POSITIVE_INFINITY;
      double least = Double.NEGATIVE_INFINITY;
      int atMost = anchor;
      int atLeast = anchor;
      int bend = points;
      double slope = Double.NaN;
      for (int i = anchor; i < points && Double.isNaN(slope); i++) {
        int run = i - anchor + 1;
        double high = (upper[i] - at) / run;
        double low = ((i == points - 1 ? upper[i] : lower[i]) - at) / run;
        if (low > most) {
          slope = most;
          bend = atMost + 1;
        } else if (high < least) {
          slope = least;
          bend = atLeast + 1;
        } else {
          if (high <= most) {
            most = high;
            atMost = i;
          }
          if (low >= least) {
            least = low;
            atLeast = i;
          }
        }
      }
      if (Double.isNaN(slope)) {
        slope = least;
        bend = atLeast + 1;
      }
      for (int i = anchor; i < bend; i++) {
        steps[i] = slope;
      }
      at += slope * (bend - anchor);
      anchor = bend;
    }
    return steps;
  }
}
