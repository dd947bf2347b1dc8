package dev.thermocline.builder;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Runs and records per stage of one cascade run, and the processor time of its lanes; safe for
 * several lanes.
 *
 * <p>Processor time, unlike wall time, does not count what other programs take from a lane, so two
 * runs can be compared on a busy machine. A stage runs on its lane's own thread.
 */
final class StageTally {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final AtomicLongArray runs;
  private final AtomicLongArray rows;
  private final Map<Thread, Long> laneNanos = new ConcurrentHashMap<>();

  StageTally(int stages) {
    this.runs = new AtomicLongArray(stages);
    this.rows = new AtomicLongArray(stages);
  }

  /** A stage ran; called on the lane's thread, which was started for this run alone. */
  void add(int stage, int batch) {
    runs.incrementAndGet(stage - 1);
    rows.addAndGet(stage - 1, batch);
    laneNanos.put(Thread.currentThread(), THREADS.getCurrentThreadCpuTime());
  }

  int stages() {
    return runs.length();
  }

  /** Processor seconds of all lanes up to their last run. */
  double seconds() {
    return laneNanos.values().stream().mapToLong(Long::longValue).sum() * 1e-9;
  }

  /** Mean micro-batch of a 1-based stage; NaN where it never ran. */
  double meanBatch(int stage) {
    long count = runs.get(stage - 1);
    return count == 0 ? Double.NaN : (double) rows.get(stage - 1) / count;
  }
}
