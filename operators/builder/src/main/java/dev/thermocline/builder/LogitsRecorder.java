package dev.thermocline.builder;

import dev.thermocline.builder.calibration.RecordedLogits;

/** Keeps the logits of all records at all exits in one flat array. */
final class LogitsRecorder implements HeadRecorder {
  private final float[] logits;
  private final int exits;
  private final int classes;

  LogitsRecorder(int records, int exits, int classes) {
    this.logits = new float[Math.multiplyExact(Math.multiplyExact(records, exits), classes)];
    this.exits = exits;
    this.classes = classes;
  }

  @Override
  public void record(int record, int exit, float[] values, int offset, int count) {
    System.arraycopy(values, offset, logits, (record * exits + exit - 1) * classes, classes);
  }

  RecordedLogits recorded(EncodedData data) {
    return new RecordedLogits(exits, classes, logits, data.labels(), data.labelled());
  }
}
