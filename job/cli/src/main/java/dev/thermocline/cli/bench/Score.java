package dev.thermocline.cli.bench;

import dev.thermocline.cli.figures.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * How well a cell went. Records that were not out when reading ended are late, agree with nothing
 * and count with the age they had when all that was emitted was out, at least; what they alone
 * decide is only known to be at least that. NaN = cannot be told.
 *
 * @param quality share of the records out labelled as full depth labels them
 * @param accuracy share of right labels among the records out whose label is known
 * @param lateFraction share of the records older than the SLO when emitted
 * @param effectiveAgreement share of the records that agree with full depth and are in time
 * @param effectiveAccuracy share of the records with a known label that are right and in time
 * @param meanLayersFraction mean share of the layers run
 * @param p50 median age at the emission, milliseconds
 * @param p99 age that 99 % do not exceed
 * @param p999 age that 99.9 % do not exceed
 * @param lagSlope growth of the age with the time the record was due, seconds per second, over the
 *     records due before the first that was not out
 * @param recoverySeconds from where the load gives way to the last late emission; NaN when it never
 *     gives way
 * @param reversalsPerMinute how often the depth turned
 * @param depthPeakToPeak highest less lowest depth in the second half of the trace
 * @param disturbedLayersFraction mean share of the layers run by records due while the trace's
 *     disturbance lasts
 * @param generatorLateP99 how long after a record could be had the generator handed it to its
 *     client, milliseconds that 99 % do not exceed
 * @param generatorLateMax the same, at most
 * @param atLeast which of p50, p99, p999 and recoverySeconds are lower bounds, because records were
 *     not out
 */
record Score(
    double quality,
    double accuracy,
    double lateFraction,
    double effectiveAgreement,
    double effectiveAccuracy,
    double meanLayersFraction,
    double p50,
    double p99,
    double p999,
    double lagSlope,
    double recoverySeconds,
    double reversalsPerMinute,
    double depthPeakToPeak,
    double disturbedLayersFraction,
    double generatorLateP99,
    double generatorLateMax,
    List<String> atLeast) {

  /** A generator that is later at p99, in milliseconds, has not sent what the trace says. */
  static final double GENERATOR_LATE_MS = 50;

  private static final SortedMap<String, Double> PERCENTILES =
      new TreeMap<>(Map.of("p50", 0.5, "p99", 0.99, "p999", 0.999));

  /**
   * Scores a cell.
   *
   * @param sloMs longest age in time, milliseconds
   * @param ladder layers fraction of each rung
   * @param labelled how many of the records have a known label, out or not
   */
  static Score of(Cell cell, double sloMs, double[] ladder, int labelled) {
    Cell.Columns records = cell.records();
    Cell.Run run = cell.run();
    int size = records.size();
    double[] ages = ages(cell);
    int known = firstNotOut(records);
    double[] due = IntStream.range(0, known).mapToDouble(i -> records.dueMs()[i] / 1000).toArray();
    double[] lag = IntStream.range(0, known).mapToDouble(i -> ages[i] / 1000).toArray();
    IntPredicate inTime = i -> records.isOut(i) && ages[i] <= sloMs;
    IntPredicate agrees = i -> records.agrees()[i];
    IntPredicate right = i -> records.right()[i] == 1;
    int out = count(size, records::isOut);
    int judged = count(size, i -> records.right()[i] >= 0);
    Depth depth = Depth.of(cell, ladder);
    return new Score(
        share(count(size, agrees), out),
        share(count(size, right), judged),
        share(size - count(size, inTime), size),
        share(count(size, inTime.and(agrees)), size),
        share(count(size, inTime.and(right)), labelled),
        layers(records, i -> true),
        Statistics.percentile(ages, 0.5),
        Statistics.percentile(ages, 0.99),
        Statistics.percentile(ages, 0.999),
        Statistics.slope(due, lag),
        recovery(cell, sloMs),
        depth.reversals(0, run.seconds()) / run.seconds() * 60,
        depth.peakToPeak(run.seconds() / 2, run.seconds()),
        layers(records, i -> isDisturbed(cell, i)),
        Statistics.percentile(records.lateMs(), 0.99),
        Statistics.percentile(records.lateMs(), 1),
        atLeast(cell, ages));
  }

  /** Whether 99 % of the records were out within the SLO. */
  boolean held(double sloMs) {
    return p99 <= sloMs && !atLeast.contains("p99");
  }

  /** Whether the generator was too late for the cell to be what its trace says. */
  boolean generatorLate() {
    return generatorLateP99 > GENERATOR_LATE_MS;
  }

  private static int firstNotOut(Cell.Columns records) {
    int i = 0;
    while (i < records.size() && records.isOut(i)) {
      i++;
    }
    return i;
  }

  private static boolean isDisturbed(Cell cell, int i) {
    double due = cell.records().dueMs()[i] / 1000;
    return due >= cell.run().disturbedFrom() && due < cell.run().disturbedTo();
  }

  private static double layers(Cell.Columns records, IntPredicate which) {
    return IntStream.range(0, records.size())
        .filter(records::isOut)
        .filter(which)
        .mapToDouble(i -> records.layers()[i])
        .average()
        .orElse(Double.NaN);
  }

  /** A percentile is exact where it is the same when those not out count as infinitely old. */
  private static List<String> atLeast(Cell cell, double[] ages) {
    Cell.Columns records = cell.records();
    double[] worst =
        IntStream.range(0, records.size())
            .mapToDouble(i -> records.isOut(i) ? ages[i] : Double.POSITIVE_INFINITY)
            .toArray();
    List<String> bounds = new ArrayList<>();
    PERCENTILES.forEach(
        (name, share) -> {
          if (Statistics.percentile(worst, share) > Statistics.percentile(ages, share)) {
            bounds.add(name);
          }
        });
    if (firstNotOut(records) < records.size() && !Double.isNaN(cell.run().fallSeconds())) {
      bounds.add("recoverySeconds");
    }
    return List.copyOf(bounds);
  }

  private static double[] ages(Cell cell) {
    Cell.Columns records = cell.records();
    double end = cell.run().endSeconds() * 1000;
    return IntStream.range(0, records.size())
        .mapToDouble(
            i -> records.isOut(i) ? records.ageMs()[i] : Math.max(end - records.dueMs()[i], 0))
        .toArray();
  }

  private static double recovery(Cell cell, double sloMs) {
    double fall = cell.run().fallSeconds() * 1000;
    Cell.Columns records = cell.records();
    if (Double.isNaN(fall)) {
      return Double.NaN;
    }
    double lastLate = fall;
    for (int i = 0; i < records.size(); i++) {
      if (!records.isOut(i)) {
        lastLate = Math.max(lastLate, cell.run().endSeconds() * 1000);
      } else if (records.ageMs()[i] > sloMs) {
        lastLate = Math.max(lastLate, records.emittedMs(i));
      }
    }
    return (lastLate - fall) / 1000;
  }

  private static int count(int size, IntPredicate condition) {
    return (int) IntStream.range(0, size).filter(condition).count();
  }

  private static double share(int part, int whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
