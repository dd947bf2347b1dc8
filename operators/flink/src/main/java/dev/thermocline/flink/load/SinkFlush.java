package dev.thermocline.flink.load;

/**
 * Knows from its flushes at checkpoints whether what comes after the operator in its task is the
 * bottleneck: such a sink may take every record at once and still be far behind, which shows only
 * when a checkpoint makes it wait for all of them. Task thread.
 */
final class SinkFlush {

  /** A shorter wait may be the machine's. */
  private static final long LEAST_NANOS = 500_000_000;

  /**
   * Share of the time between two flushes from which the sink and not the engine sets the pace. It
   * is no more because subtasks share what a broker takes unevenly: some wait long, some shortly.
   */
  private static final double LEAST_SHARE = 0.2;

  /** What a flush told is old after this many times its length, should no other follow. */
  private static final long VALID_FOR = 4;

  private static final double NANOS = 1e9;

  private boolean flushed;
  private long endNanos;
  private long emittedThen;
  private long validNanos;
  private double rate = Double.NaN;

  /**
   * A checkpoint's barrier has passed the sink.
   *
   * @param now when
   * @param nanos what that took
   * @param emitted results handed on since the start
   */
  void passed(long now, long nanos, long emitted) {
    double period = flushed ? now - endNanos : 0;
    boolean bound = period > 0 && nanos >= LEAST_NANOS && nanos >= LEAST_SHARE * period;
    rate = bound ? (emitted - emittedThen) / period * NANOS : Double.NaN;
    validNanos = VALID_FOR * nanos;
    flushed = true;
    endNanos = now;
    emittedThen = emitted;
  }

  /** Records per second that it takes, where it is the bottleneck; NaN otherwise. */
  double rate(long now) {
    return now - endNanos < validNanos ? rate : Double.NaN;
  }
}
