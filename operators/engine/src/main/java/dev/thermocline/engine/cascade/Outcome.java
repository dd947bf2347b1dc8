package dev.thermocline.engine.cascade;

/**
 * What became of a submitted record.
 *
 * @param <T> what the submitter attached to the record
 */
public sealed interface Outcome<T> {

  /** What was attached at submission. */
  T attachment();

  /**
   * The record left at an exit.
   *
   * @param exitIndex 1-based exit
   * @param label class index
   * @param scores probabilities per class, summing to 1
   * @param exitScore the policy's score at that exit
   * @param rung the record's own rung; 0 also where it was to run to full depth
   * @param layersFraction layers run over all layers
   * @param queueNanos time spent waiting in stage queues and for CPU permits
   * @param computeNanos time spent in stage runs
   */
  record Exited<T>(
      T attachment,
      int exitIndex,
      int label,
      float[] scores,
      double exitScore,
      int rung,
      double layersFraction,
      long queueNanos,
      long computeNanos)
      implements Outcome<T> {}

  /**
   * The record could not be answered; its neighbours are unaffected.
   *
   * @param stage 1-based stage that failed
   * @param cause why
   */
  record Failed<T>(T attachment, int stage, Exception cause) implements Outcome<T> {}
}
