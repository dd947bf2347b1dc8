package dev.thermocline.builder.calibration;

import dev.thermocline.engine.bundle.OperatingPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds the ladder: thresholds are chosen on {@code tune} alone, then every rung is measured on
 * {@code certify}, which the choice never saw.
 *
 * <p>Of the threshold families the one that loses less at equal cost is taken, judged on the half
 * of {@code tune} it was not fitted to. Rungs lie at even steps of cost along its path. Rung 0 is
 * full depth; of the others those that are both dearer and worse than another are dropped.
 */
public final class LadderBuilder {
  private static final int COMPARED = 16;

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
   */
  public Ladder build(ExitTable tune, ExitTable certify) {
    ThresholdFamily family = better(tune);
    List<OperatingPoint> points = new ArrayList<>();
    for (double[] thresholds : spread(family.path(tune, loss, layers), tune)) {
      points.add(point(points.size(), thresholds, certify.measure(thresholds, loss, layers)));
    }
    return new Ladder(family.name(), Pruning.prune(points));
  }

  /** The family with the lower mean loss over even costs on the half it did not see. */
  private ThresholdFamily better(ExitTable tune) {
    if (tune.size() < 2) {
      return new UniformFamily();
    }
    ThresholdFamily uniform = new UniformFamily();
    ThresholdFamily steepest = new SteepestFamily();
    return heldOutLoss(steepest, tune) < heldOutLoss(uniform, tune) ? steepest : uniform;
  }

  private double heldOutLoss(ThresholdFamily family, ExitTable tune) {
    List<double[]> path = family.path(tune.half(0), loss, layers);
    List<Measurement> held =
        path.stream().map(thresholds -> tune.half(1).measure(thresholds, loss, layers)).toList();
    double cheapest = layers[0] / (double) sum(layers);
    double total = 0;
    for (int step = 1; step < COMPARED; step++) {
      total += lossAt(held, 1.0 - step * (1.0 - cheapest) / COMPARED);
    }
    return total;
  }

  /** Loss at a cost, linear between the two points of the path around it. */
  private static double lossAt(List<Measurement> path, double cost) {
    Measurement dearer = path.get(0);
    for (Measurement point : path) {
      if (point.layersFraction() <= cost) {
        double span = dearer.layersFraction() - point.layersFraction();
        double share = span > 0 ? (dearer.layersFraction() - cost) / span : 1.0;
        return dearer.loss() + share * (point.loss() - dearer.loss());
      }
      dearer = point;
    }
    return dearer.loss();
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

  private static int sum(int[] values) {
    return Arrays.stream(values).sum();
  }
}
