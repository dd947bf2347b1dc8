package dev.thermocline.builder.head;

/**
 * Pooled vectors of one exit with their labels.
 *
 * @param vectors n×H values, row-major
 * @param width H
 * @param labels n class indices in [0, classes)
 * @param classes C ≥ 2
 */
@SuppressWarnings("ArrayRecordComponent")
public record PooledSet(float[] vectors, int width, int[] labels, int classes) {

  public PooledSet {
    if (width < 1 || vectors.length != (long) width * labels.length) {
      throw new IllegalArgumentException(
          "pooled set has "
              + vectors.length
              + " values, width "
              + width
              + " and "
              + labels.length
              + " labels; values must equal width x labels");
    }
    boolean[] seen = new boolean[classes];
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "pooled set has label " + label + "; labels lie in [0, " + classes + ")");
      }
      seen[label] = true;
    }
    for (int c = 0; c < classes; c++) {
      if (!seen[c]) {
        throw new IllegalArgumentException(
            "class " + c + " has no record to fit on; give one or drop the class");
      }
    }
  }

  /** Number of vectors. */
  public int size() {
    return labels.length;
  }
}
