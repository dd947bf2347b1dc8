package dev.thermocline.builder.head;

/**
 * A linear classifier over a pooled vector: {@code logits = W·x + b}.
 *
 * @param weights C×H values, row-major (one row per class); not to be changed
 * @param bias C values; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record ClassifierHead(float[] weights, float[] bias) {

  public ClassifierHead {
    if (bias.length < 1 || weights.length < bias.length || weights.length % bias.length != 0) {
      throw new IllegalArgumentException(
          "head has "
              + weights.length
              + " weights and "
              + bias.length
              + " biases; weights must be a positive multiple of the biases (classes x width)");
    }
  }

  /** Number of classes C. */
  public int classes() {
    return bias.length;
  }

  /** Width H of the pooled vector. */
  public int width() {
    return weights.length / bias.length;
  }

  /**
   * Computes the logits of many vectors.
   *
   * @param pooled n×H values, row-major
   * @return n×C logits, row-major
   */
  public float[] logits(float[] pooled) {
    int width = width();
    int classes = classes();
    int n = pooled.length / width;
    float[] logits = new float[Math.multiplyExact(n, classes)];
    for (int row = 0; row < n; row++) {
      for (int c = 0; c < classes; c++) {
        double sum = bias[c];
        for (int j = 0; j < width; j++) {
          sum += (double) weights[c * width + j] * pooled[row * width + j];
        }
        logits[row * classes + c] = (float) sum;
      }
    }
    return logits;
  }
}
