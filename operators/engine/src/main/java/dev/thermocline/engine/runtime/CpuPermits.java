package dev.thermocline.engine.runtime;

import java.util.concurrent.Semaphore;

/**
 * Bounds concurrent CPU runs, each at one intra-op thread. Flink loads a job's classes once per
 * task manager and job, so {@link #ofProcessors} bounds the subtasks of one job on one task
 * manager.
 */
public final class CpuPermits {
  private static final CpuPermits OF_PROCESSORS =
      new CpuPermits(Runtime.getRuntime().availableProcessors());

  private final Semaphore permits;
  private final int count;

  private CpuPermits(int count) {
    this.permits = new Semaphore(count, true);
    this.count = count;
  }

  /** The permits shared by everything this class loader runs, one per processor. */
  public static CpuPermits ofProcessors() {
    return OF_PROCESSORS;
  }

  /**
   * A set of permits of its own.
   *
   * @param count concurrent runs, ≥ 1
   */
  public static CpuPermits of(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("engine.cpu-permits is " + count + "; it must be >= 1");
    }
    return new CpuPermits(count);
  }

  /** Concurrent runs allowed. */
  public int count() {
    return count;
  }

  /** Waits for a permit. */
  public void acquire() {
    permits.acquireUninterruptibly();
  }

  /** Returns a permit taken with {@link #acquire}. */
  public void release() {
    permits.release();
  }
}
