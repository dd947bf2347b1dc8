package dev.thermocline.builder.calibration;

import dev.thermocline.engine.bundle.OperatingPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Builds the ladder: thresholds are chosen on {@code tune} alone, then every rung is measured on
 * {@code certify}, which the choice never saw.
 *
 * <p>Rungs lie at even steps of cost along one family of thresholds, and at the limits people
 * choose: a limit is worth what its rung saves, and a rung well inside it gives compute away. Rung
 * 0 is full depth; of the others those that are both dearer and worse than another are dropped.
 */
public final class LadderBuilder {
  private static final double[] LIMITS = {0.01, 0.02, 0.05, 0.10};

  /** Room below a limit in standard errors: one rung in ten breaks its limit on {@code certify}. */
  private static final double ROOM = 1.28;

  private final int rungs;
  private final Loss loss;
  private final int[] layers;
  private final QualityBound bound;

  /**
   * A builder of ladders.
   *
   * @param rungs rungs before pruning, in [2, 64]
   * @param loss primary loss
   * @param layers layers of each stage, in order
   * @param bound bound of a rung's loss
   */
  public LadderBuilder(int rungs, Loss loss, int[] layers, QualityBound bound) {
    if (rungs < 2 || rungs > 64) {
      throw new IllegalArgumentException("rungs is " + rungs + "; it must lie in [2, 64]");
    }
    this.rungs = rungs;
    this.loss = loss;
    this.layers = layers.clone();
    this.bound = bound;
  }

  /**
   * Builds the ladder.
   *
   * @param tune records to choose thresholds on
   * @param certify other records to measure the rungs on
   * @return rungs, most expensive first; the first is full depth
   */
  public List<OperatingPoint> build(ExitTable tune, ExitTable certify) {
    List<double[]> path = UniformThresholds.path(tune);
    Measurement[] onTune =
        path.stream().map(t -> tune.measure(t, loss, layers)).toArray(Measurement[]::new);
    List<OperatingPoint> points = new ArrayList<>();
    for (int step : steps(onTune, certify.size())) {
      double[] thresholds = path.get(step);
      points.add(point(points.size(), thresholds, certify.measure(thresholds, loss, layers)));
    }
    return Pruning.prune(points);
  }

  private int[] steps(Measurement[] onTune, int certified) {
    int atLimits = rungs < 3 * LIMITS.length ? 0 : LIMITS.length;
    IntStream limits =
        Arrays.stream(LIMITS, 0, atLimits).mapToInt(limit -> atLimit(onTune, limit, certified));
    return IntStream.concat(evenSteps(onTune, rungs - atLimits), limits)
        .sorted()
        .distinct()
        .toArray();
  }

  /** Points of the path nearest to even steps of cost. */
  private static IntStream evenSteps(Measurement[] onTune, int count) {
    double[] costs = Arrays.stream(onTune).mapToDouble(Measurement::layersFraction).toArray();
    double end = costs[costs.length - 1];
    return IntStream.range(0, count)
        .mapToObj(rung -> 1.0 - rung * (1.0 - end) / (count - 1))
        .mapToInt(wanted -> nearest(costs, wanted));
  }

  /** The last point of the path before the first that may break a limit on the other records. */
  private static int atLimit(Measurement[] onTune, double limit, int certified) {
    double perRecord = 1.0 / onTune[0].n() + 1.0 / certified;
    double highest = limit - ROOM * Math.sqrt(limit * (1.0 - limit) * perRecord);
    int last = 0;
    while (last + 1 < onTune.length && onTune[last + 1].loss() <= highest) {
      last++;
    }
    return last;
  }

  private static int nearest(double[] costs, double wanted) {
    int best = 0;
    for (int i = 1; i < costs.length; i++) {
      if (Math.abs(costs[i] - wanted) < Math.abs(costs[best] - wanted)) {
        best = i;
      }
    }
    return best;
  }

  private OperatingPoint point(int rung, double[] thresholds, Measurement measured) {
    return new OperatingPoint(
        rung,
        Arrays.stream(thresholds).boxed().toList(),
        measured.reach(),
        measured.layersFraction(),
        measured.accuracy(),
        measured.agreement(),
        measured.loss(),
        measured.losses(),
        bound.upper(measured.losses(), measured.n()));
  }
}
