package dev.thermocline.builder.calibration;

import dev.thermocline.engine.bundle.OperatingPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Drops rungs that another rung makes pointless. */
final class Pruning {
  private Pruning() {}

  /**
   * Keeps full depth and every rung that no cheaper or equally dear rung matches in loss; sorts by
   * cost and numbers again.
   *
   * @param points rungs, the first of which is full depth
   * @return the kept rungs, most expensive first
   */
  static List<OperatingPoint> prune(List<OperatingPoint> points) {
    List<OperatingPoint> cheapestFirst = new ArrayList<>(points.subList(1, points.size()));
    cheapestFirst.sort(
        Comparator.comparingDouble(OperatingPoint::layersFraction)
            .thenComparingDouble(OperatingPoint::loss));
    List<OperatingPoint> kept = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    for (OperatingPoint point : cheapestFirst) {
      if (point.loss() < best && point.layersFraction() < points.get(0).layersFraction()) {
        kept.add(0, point);
        best = point.loss();
      }
    }
    kept.add(0, points.get(0));
    List<OperatingPoint> numbered = new ArrayList<>();
    for (OperatingPoint point : kept) {
      numbered.add(renumbered(point, numbered.size()));
    }
    return numbered;
  }

  private static OperatingPoint renumbered(OperatingPoint point, int rung) {
    return new OperatingPoint(
        rung,
        point.thresholds(),
        point.reach(),
        point.layersFraction(),
        point.accuracy(),
        point.agreement(),
        point.loss(),
        point.losses(),
        point.bound());
  }
}
