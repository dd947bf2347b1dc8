package dev.thermocline.cli.figures;

import java.util.Arrays;

/** Sums over measured samples; every one is NaN where there is no sample to give it. */
public final class Statistics {

  private Statistics() {}

  /**
   * The smallest sample that at least that share of the samples does not exceed (nearest rank).
   *
   * @param share in (0, 1]
   */
  public static double percentile(double[] samples, double share) {
    if (samples.length == 0) {
      return Double.NaN;
    }
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(rank, 1) - 1];
  }

  /** Slope of the least-squares line through the points; NaN when all x are equal. */
  public static double slope(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElse(Double.NaN);
    double meanY = Arrays.stream(y).average().orElse(Double.NaN);
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < x.length; i++) {
      covariance += (x[i] - meanX) * (y[i] - meanY);
      variance += (x[i] - meanX) * (x[i] - meanX);
    }
    return variance > 0 ? covariance / variance : Double.NaN;
  }

  /**
   * Events per second between two times.
   *
   * @param millis time of each event
   * @param from start of the window, inclusive, in milliseconds
   * @param to end of the window, exclusive, in milliseconds
   */
  public static double rate(double[] millis, double from, double to) {
    if (to <= from) {
      return Double.NaN;
    }
    long inside = Arrays.stream(millis).filter(time -> time >= from && time < to).count();
    return inside / (to - from) * 1000;
  }
}
