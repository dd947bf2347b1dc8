package dev.thermocline.engine.bundle;

import java.util.List;

/**
 * One rung of the ladder: a threshold per exit and what it measured on the calibration split.
 *
 * @param rung 0-based position; 0 is the most expensive
 * @param thresholds exit threshold per exit, index 0 = exit 1; the last exit's is never consulted
 * @param reach fraction of records that run each stage, index 0 = stage 1 (always 1)
 * @param layersFraction layers run over layers at full depth, in (0, 1]
 * @param accuracy share of right labels; NaN without labels
 * @param agreement share of records whose label equals full depth's
 * @param loss measured mean of the bundle's loss
 * @param losses records that lost, for 0/1 losses; -1 otherwise
 * @param bound upper confidence bound of the loss; NaN when not certified
 */
public record OperatingPoint(
    int rung,
    List<Double> thresholds,
    List<Double> reach,
    double layersFraction,
    double accuracy,
    double agreement,
    double loss,
    int losses,
    double bound) {

  public OperatingPoint {
    thresholds = List.copyOf(thresholds);
    reach = List.copyOf(reach);
  }

  /** Reach per stage as a fresh array. */
  public double[] reachArray() {
    return reach.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Thresholds as a fresh array for the hot path. */
  public double[] thresholdArray() {
    return thresholds.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
