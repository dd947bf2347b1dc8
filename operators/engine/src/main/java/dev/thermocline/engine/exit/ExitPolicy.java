package dev.thermocline.engine.exit;

/**
 * Decides who leaves at an exit; stateless over batches, so one record's decision never depends on
 * its neighbours. The last exit always leaves, whatever the policy says.
 */
public interface ExitPolicy {

  /** The rule's id in {@code exit.policy}. */
  String id();

  /**
   * Exit score of one record at one head.
   *
   * @param exit 1-based exit index
   * @param logits flat logits of the micro-batch
   * @param offset index of the record's first logit
   * @param classes number of logits of the record, ≥ 1
   * @return the score; NaN when a logit is not finite
   */
  double score(int exit, float[] logits, int offset, int classes);

  /** Whether a record with this score leaves; false for NaN. */
  boolean exits(double score, double threshold);
}
