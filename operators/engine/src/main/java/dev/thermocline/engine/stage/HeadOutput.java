package dev.thermocline.engine.stage;

/**
 * Logits of one micro-batch, flat.
 *
 * @param logits {@code rows × classes} values, row-major; not to be changed
 * @param classes C
 */
public record HeadOutput(float[] logits, int classes) {

  /** Rows in this output. */
  public int rows() {
    return logits.length / classes;
  }

  /** Index of the row's first logit in {@link #logits}. */
  public int offset(int row) {
    return row * classes;
  }
}
