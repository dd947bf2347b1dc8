package dev.thermocline.engine.control;

/** Predicted seconds of a stage run. */
@FunctionalInterface
public interface StageSeconds {

  /**
   * Seconds one run takes.
   *
   * @param stage 1-based stage
   * @param batch rows, ≥ 1
   * @param bucket 0-based length bucket
   */
  double seconds(int stage, int batch, int bucket);
}
