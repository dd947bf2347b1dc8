package dev.thermocline.flink.operator;

import java.util.function.LongSupplier;

/**
 * How long a checkpoint barrier can have waited in the operator: the longest time, since the last
 * barrier, that the operator kept the task thread in one go, plus the writing of the snapshot. It
 * keeps it while admission waits at the cap and while results are handed on, which includes what is
 * chained behind. Task thread only.
 */
final class BarrierDelay {
  private final LongSupplier nanoClock;
  private int depth;
  private long since;
  private long longest;

  BarrierDelay(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** The operator keeps the thread from here; may be nested. */
  void hold() {
    if (depth++ == 0) {
      since = nanoClock.getAsLong();
    }
  }

  /** The opposite of {@link #hold}. */
  void letGo() {
    if (--depth == 0) {
      longest = Math.max(longest, nanoClock.getAsLong() - since);
    }
  }

  /** Nanoseconds the barrier that is here now can have waited; counts anew from here. */
  long reached() {
    long waited = longest;
    longest = 0;
    return waited;
  }
}
