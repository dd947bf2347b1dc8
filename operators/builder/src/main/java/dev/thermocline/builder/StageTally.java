package dev.thermocline.builder;

import java.util.concurrent.atomic.AtomicLongArray;

/** Runs, records and time per stage of one cascade run; safe for several lanes. */
final class StageTally {
  private final AtomicLongArray runs;
  private final AtomicLongArray rows;
  private final AtomicLongArray nanos;

  StageTally(int stages) {
    this.runs = new AtomicLongArray(stages);
    this.rows = new AtomicLongArray(stages);
    this.nanos = new AtomicLongArray(stages);
  }

  void add(int stage, int batch, long runNanos) {
    runs.incrementAndGet(stage - 1);
    rows.addAndGet(stage - 1, batch);
    nanos.addAndGet(stage - 1, runNanos);
  }

  int stages() {
    return runs.length();
  }

  /** Seconds spent in all stages, over all lanes. */
  double seconds() {
    long sum = 0;
    for (int i = 0; i < nanos.length(); i++) {
      sum += nanos.get(i);
    }
    return sum * 1e-9;
  }

  /** Mean micro-batch of a 1-based stage; NaN where it never ran. */
  double meanBatch(int stage) {
    long count = runs.get(stage - 1);
    return count == 0 ? Double.NaN : (double) rows.get(stage - 1) / count;
  }
}
