package dev.thermocline.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The depth that a controller chose over time: mean layers fraction, in bins of half a second, that
 * the ladder gives for the rungs of the records emitted then. What the records themselves make of a
 * rung is left out.
 *
 * @param levels one per bin that saw a record, in order of time
 * @param seconds when each bin begins
 */
record Depth(double[] levels, double[] seconds) {

  static final double BIN_SECONDS = 0.5;

  /** A move against the last one counts as a reversal from here on, in layers fraction. */
  static final double REVERSAL = 0.05;

  /**
   * The depth of a cell.
   *
   * @param ladder layers fraction of each rung
   */
  static Depth of(Cell cell, double[] ladder) {
    Cell.Columns records = cell.records();
    double last =
        IntStream.range(0, records.size())
            .filter(records::isOut)
            .mapToDouble(i -> records.emittedMs(i) / 1000)
            .max()
            .orElse(0);
    int bins = (int) Math.ceil(Math.max(last, 0) / BIN_SECONDS) + 1;
    double[] sums = new double[bins];
    int[] counts = new int[bins];
    for (int i = 0; i < records.size(); i++) {
      if (records.isOut(i)) {
        int bin = (int) (records.emittedMs(i) / 1000 / BIN_SECONDS);
        int inside = Math.max(0, Math.min(bin, bins - 1));
        int rung = records.rung()[i];
        sums[inside] += rung < 0 ? 1 : ladder[rung];
        counts[inside]++;
      }
    }
    List<Double> levels = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    for (int bin = 0; bin < bins; bin++) {
      if (counts[bin] > 0) {
        levels.add(sums[bin] / counts[bin]);
        seconds.add(bin * BIN_SECONDS);
      }
    }
    return new Depth(array(levels), array(seconds));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** How often it turned between two times. */
  int reversals(double from, double to) {
    int reversals = 0;
    int direction = 0;
    double pivot = Double.NaN;
    for (int i = 0; i < levels.length; i++) {
      double level = levels[i];
      if (seconds[i] < from || seconds[i] >= to) {
        continue;
      }
      if (Double.isNaN(pivot)) {
        pivot = level;
      }
      double move = level - pivot;
      if (direction != 0 && move * direction > 0) {
        pivot = level;
      } else if (Math.abs(move) >= REVERSAL) {
        reversals += direction == 0 ? 0 : 1;
        direction = move > 0 ? 1 : -1;
        pivot = level;
      }
    }
    return reversals;
  }

  /** Its highest less its lowest between two times; NaN when nothing was emitted then. */
  double peakToPeak(double from, double to) {
    double highest = Double.NEGATIVE_INFINITY;
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < levels.length; i++) {
      if (seconds[i] >= from && seconds[i] < to) {
        highest = Math.max(highest, levels[i]);
        lowest = Math.min(lowest, levels[i]);
      }
    }
    return highest >= lowest ? highest - lowest : Double.NaN;
  }
}
