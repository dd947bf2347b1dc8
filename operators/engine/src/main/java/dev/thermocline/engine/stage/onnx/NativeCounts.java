package dev.thermocline.engine.stage.onnx;

import java.util.concurrent.atomic.LongAdder;

/** Counts of what is open, changed where it is opened and closed. */
final class NativeCounts {
  static final LongAdder SESSIONS = new LongAdder();
  static final LongAdder TENSORS = new LongAdder();
  static final LongAdder RESULTS = new LongAdder();
  static final LongAdder RUN_OPTIONS = new LongAdder();
  static final LongAdder MODEL_BYTES = new LongAdder();
  static final LongAdder PINNED_BYTES = new LongAdder();

  private NativeCounts() {}
}
