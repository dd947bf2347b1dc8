package dev.thermocline.engine.cascade;

/**
 * Watches a cascade at work; called on lane threads, several at once.
 *
 * @param <T> what the submitter attached
 */
public interface CascadeObserver<T> {

  /**
   * A stage ran.
   *
   * @param stage 1-based stage
   * @param rows records in the micro-batch
   * @param nanos time of the run, the wait for a CPU permit included
   */
  default void onRun(int stage, int rows, long nanos) {}

  /**
   * A lane has dealt with a micro-batch: run its stage, decided who leaves, handed everything on.
   *
   * @param stage 1-based stage
   * @param bucket 0-based length bucket
   * @param rows records in the micro-batch
   * @param nanos from taking the batch to being free for the next, waits for permits included
   */
  default void onTurn(int stage, int bucket, int rows, long nanos) {}

  /**
   * A head answered for one record, before the policy decides.
   *
   * @param exit 1-based exit
   * @param logits flat logits of the micro-batch, not to be changed
   * @param offset index of the record's first logit
   * @param classes number of logits
   */
  default void onHead(T attachment, int exit, float[] logits, int offset, int classes) {}
}
