package dev.thermocline.builder.calibration;

/**
 * Head outputs of every exit for records that ran to full depth.
 *
 * @param exits L ≥ 1
 * @param classes C ≥ 1
 * @param logits n×L×C values: record-major, then exit, then class; not to be changed
 * @param labels n class indices; −1 where the label is unknown or none of the classes
 * @param labelled whether the records carry labels at all; without, accuracies are NaN
 */
@SuppressWarnings("ArrayRecordComponent")
public record RecordedLogits(
    int exits, int classes, float[] logits, int[] labels, boolean labelled) {

  public RecordedLogits {
    if (exits < 1 || classes < 1 || logits.length != (long) labels.length * exits * classes) {
      throw new IllegalArgumentException(
          "recorded logits have "
              + logits.length
              + " values for "
              + labels.length
              + " records, "
              + exits
              + " exits and "
              + classes
              + " classes; values must equal records x exits x classes");
    }
  }

  /** Number of records. */
  public int size() {
    return labels.length;
  }

  /** Index of the first logit of a record at a 1-based exit. */
  public int offset(int record, int exit) {
    return (record * exits + exit - 1) * classes;
  }

  /** Class with the largest logit of a record at a 1-based exit; the lowest index on ties. */
  public int predicted(int record, int exit) {
    int offset = offset(record, exit);
    int best = 0;
    for (int c = 1; c < classes; c++) {
      if (logits[offset + c] > logits[offset + best]) {
        best = c;
      }
    }
    return best;
  }

  /**
   * Logits of one exit for all records.
   *
   * @return n×C values, row-major
   */
  public float[] ofExit(int exit) {
    float[] values = new float[size() * classes];
    for (int record = 0; record < size(); record++) {
      System.arraycopy(logits, offset(record, exit), values, record * classes, classes);
    }
    return values;
  }
}
