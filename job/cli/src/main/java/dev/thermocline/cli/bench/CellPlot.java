package dev.thermocline.cli.bench;

import dev.thermocline.cli.bench.Panel.Line;
import dev.thermocline.cli.bench.Panel.Scale;
import dev.thermocline.cli.figures.Statistics;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Draws a cell: offered load and throughput, layers run, age and rung over time, in bins of a
 * second or less. Load is binned by when records were due, all else by when they were emitted.
 */
final class CellPlot {

  private static final int BINS = 80;
  private static final double[] BIN_SECONDS = {0.25, 0.5, 1, 2, 5, 10};
  private static final double LEAST_AGE = 0.01;
  private static final double MOST_AGE = 100;
  private static final double LATE = 0.99;

  private final Cell cell;
  private final double binSeconds;
  private final double[] middles;
  private final double shown;

  /**
   * A plot of a cell.
   *
   * @param shown seconds that are drawn, from the start of the trace
   */
  CellPlot(Cell cell, double shown) {
    this.cell = cell;
    this.shown = shown;
    double wanted = shown / BINS;
    this.binSeconds =
        Arrays.stream(BIN_SECONDS).filter(bin -> bin >= wanted).findFirst().orElse(wanted);
    int bins = (int) Math.ceil(shown / binSeconds);
    this.middles = IntStream.range(0, bins).mapToDouble(bin -> (bin + 0.5) * binSeconds).toArray();
  }

  /** Highest rate of what was offered or came out, records per second. */
  double highestRate() {
    return Math.max(highest(offered()), highest(throughput()));
  }

  private static double highest(double[] values) {
    return Arrays.stream(values).filter(value -> !Double.isNaN(value)).max().orElse(1);
  }

  /**
   * The picture.
   *
   * @param rates the axis of the rates
   * @param sloMs drawn over the age
   * @param limitRung drawn over the rungs
   */
  String svg(Scale rates, double sloMs, int limitRung) {
    List<Panel> panels =
        List.of(
            new Panel(
                "records/s: offered, out",
                rates,
                shown,
                List.of(
                    new Line("offered", middles, offered()),
                    new Line("out", middles, throughput()))),
            new Panel(
                "layers run, mean share",
                new Scale(0, 1, false),
                shown,
                List.of(new Line("layers", middles, mean(i -> cell.records().layers()[i])))),
            new Panel(
                "age when emitted, seconds: p99, SLO",
                new Scale(LEAST_AGE, MOST_AGE, true),
                shown,
                List.of(Line.level("slo", shown, sloMs / 1000), new Line("age", middles, ages()))),
            new Panel(
                "rung, mean (0 = best); limit",
                Scale.upTo(Math.max(limitRung, 1)),
                shown,
                List.of(
                    Line.level("limit", shown, limitRung),
                    new Line("rung", middles, mean(i -> Math.max(cell.records().rung()[i], 0))))));
    Svg svg =
        new Svg(
            panels.size() * Panel.WIDTH,
            Panel.HEIGHT,
            cell.run().contender() + " on " + cell.run().trace());
    for (int i = 0; i < panels.size(); i++) {
      panels.get(i).draw(svg, i * Panel.WIDTH, 0);
    }
    return svg.toString();
  }

  private double[] offered() {
    double[] counts = new double[middles.length];
    for (double due : cell.records().dueMs()) {
      count(counts, due / 1000, 1 / binSeconds);
    }
    for (int bin = 0; bin < counts.length; bin++) {
      if (bin * binSeconds >= cell.run().seconds()) {
        counts[bin] = Double.NaN;
      }
    }
    return counts;
  }

  private double[] throughput() {
    double[] counts = new double[middles.length];
    double last = 0;
    for (int i = 0; i < cell.records().size(); i++) {
      if (cell.records().isOut(i)) {
        double at = cell.records().emittedMs(i) / 1000;
        count(counts, at, 1 / binSeconds);
        last = Math.max(last, at);
      }
    }
    for (int bin = 0; bin < counts.length; bin++) {
      if (bin * binSeconds > last) {
        counts[bin] = Double.NaN;
      }
    }
    return counts;
  }

  private void count(double[] bins, double seconds, double by) {
    int bin = (int) (seconds / binSeconds);
    if (seconds >= 0 && bin < bins.length) {
      bins[bin] += by;
    }
  }

  private double[] mean(IntToDoubleFunction value) {
    double[] counts = new double[middles.length];
    double[] sums = new double[middles.length];
    for (int i = 0; i < cell.records().size(); i++) {
      if (cell.records().isOut(i)) {
        double at = cell.records().emittedMs(i) / 1000;
        count(counts, at, 1);
        count(sums, at, value.applyAsDouble(i));
      }
    }
    for (int bin = 0; bin < sums.length; bin++) {
      sums[bin] = counts[bin] == 0 ? Double.NaN : sums[bin] / counts[bin];
    }
    return sums;
  }

  private double[] ages() {
    double[][] bins = new double[middles.length][0];
    int[] sizes = new int[middles.length];
    for (int i = 0; i < cell.records().size(); i++) {
      int bin =
          cell.records().isOut(i) ? (int) (cell.records().emittedMs(i) / 1000 / binSeconds) : -1;
      if (bin >= 0 && bin < bins.length) {
        if (sizes[bin] == bins[bin].length) {
          bins[bin] = Arrays.copyOf(bins[bin], 2 * sizes[bin] + 8);
        }
        bins[bin][sizes[bin]] = cell.records().ageMs()[i] / 1000;
        sizes[bin]++;
      }
    }
    return IntStream.range(0, bins.length)
        .mapToDouble(bin -> Statistics.percentile(Arrays.copyOf(bins[bin], sizes[bin]), LATE))
        .toArray();
  }
}
