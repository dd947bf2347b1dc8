package dev.thermocline.builder.calibration;

import dev.thermocline.engine.bundle.OperatingPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds the ladder: thresholds are chosen on {@code tune} alone, then every rung is measured on
 * {@code certify}, which the choice never saw.
 *
 * <p>Rungs lie at even steps of cost along one family of thresholds. Rung 0 is full depth; of the
 * others those that are both dearer and worse than another are dropped.
 */
public final class LadderBuilder {
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
    List<OperatingPoint> points = new ArrayList<>();
    for (double[] thresholds : spread(UniformThresholds.path(tune), tune)) {
      points.add(point(points.size(), thresholds, certify.measure(thresholds, loss, layers)));
    }
    return Pruning.prune(points);
  }

  /** Points of the path nearest to even steps of cost, without repetition. */
  private List<double[]> spread(List<double[]> path, ExitTable tune) {
    double[] costs =
        path.stream().mapToDouble(t -> tune.measure(t, loss, layers).layersFraction()).toArray();
    List<double[]> chosen = new ArrayList<>();
    double end = costs[costs.length - 1];
    int last = -1;
    for (int rung = 0; rung < rungs; rung++) {
      double wanted = 1.0 - rung * (1.0 - end) / (rungs - 1);
      int nearest = nearest(costs, wanted);
      if (nearest > last) {
        chosen.add(path.get(nearest));
        last = nearest;
      }
    }
    return chosen;
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
