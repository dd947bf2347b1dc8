package dev.thermocline.flink.operator;

import java.util.function.LongSupplier;

/**
 * How long the checkpoint barrier that is here can have waited in the operator.
 *
 * <p>Between two elements of its input the task looks for a barrier whose turn it is. A barrier
 * therefore waited no longer than the operator has kept the task thread since then: for the last
 * element, which includes waiting at the cap and handing results on with all that is chained
 * behind, and for what mails handed on before and behind that element. Task thread only.
 */
final class BarrierDelay {
  private final LongSupplier nanoClock;
  private int depth;
  private long since;

  /** Kept for the last element, and by mails from the element before it until now. */
  private long kept;

  /** Kept by mails since the last element. */
  private long mails;

  BarrierDelay(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** The task gives the operator an element of its input, which keeps the thread from here. */
  void given() {
    kept = mails;
    hold();
  }

  /** The opposite of {@link #given}. */
  void taken() {
    letGo();
    mails = 0;
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
      long held = nanoClock.getAsLong() - since;
      kept += held;
      mails += held;
    }
  }

  /** Nanoseconds the barrier that is here now can have waited; counts anew from here. */
  long reached() {
    long waited = kept;
    kept = 0;
    mails = 0;
    return waited;
  }
}
