package dev.thermocline.builder.calibration;

import java.util.ArrayList;
import java.util.List;

/**
 * What one set of thresholds measured on a set of records.
 *
 * @param n records
 * @param reach fraction of records that run each stage, index 0 = stage 1
 * @param layersFraction layers run over layers at full depth, in (0, 1]
 * @param accuracy share of right answers; NaN without labels
 * @param agreement share of answers equal to full depth's
 * @param loss mean loss
 * @param losses records that lost
 */
public record Measurement(
    int n,
    List<Double> reach,
    double layersFraction,
    double accuracy,
    double agreement,
    double loss,
    int losses) {

  public Measurement {
    reach = List.copyOf(reach);
  }

  /**
   * Sums up counts.
   *
   * @param leavers records that left at each exit; their sum is at least 1
   * @param layers layers of each stage
   * @param right right answers; −1 without labels
   * @param agreeing answers equal to full depth's
   * @param losses records that lost
   */
  static Measurement of(int[] leavers, int[] layers, int right, int agreeing, int losses) {
    int n = 0;
    for (int count : leavers) {
      n += count;
    }
    if (n == 0) {
      throw new IllegalArgumentException("nothing to measure on: there are 0 records; give some");
    }
    List<Double> reach = new ArrayList<>();
    long run = 0;
    long all = 0;
    int remaining = n;
    for (int stage = 0; stage < leavers.length; stage++) {
      reach.add((double) remaining / n);
      run += (long) remaining * layers[stage];
      all += (long) n * layers[stage];
      remaining -= leavers[stage];
    }
    return new Measurement(
        n,
        reach,
        (double) run / all,
        right < 0 ? Double.NaN : (double) right / n,
        (double) agreeing / n,
        (double) losses / n,
        losses);
  }
}
