package dev.thermocline.builder.calibration;

/** Upper confidence bound of a 0/1 loss measured on records the ladder was not chosen on. */
@FunctionalInterface
public interface QualityBound {

  /** No guarantee is claimed: every bound is NaN. */
  QualityBound MEASURED = (losses, n) -> Double.NaN;

  /**
   * Bound of one rung's loss.
   *
   * @param losses records that lost
   * @param n records
   */
  double upper(int losses, int n);
}
