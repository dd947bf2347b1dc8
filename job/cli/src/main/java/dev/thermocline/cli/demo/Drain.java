package dev.thermocline.cli.demo;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides how long a replay is read: until all is out, until nothing has come for too long, or
 * until the time of a job that is still behind is over. A job that is silent by then is waited for
 * as long as any other, so that what it has lost is not taken for work it has left.
 */
final class Drain {

  /** What to do. */
  enum Verdict {
    GO_ON,
    /** Everything sent is out. */
    OUT,
    /** More still comes, but the time is over. */
    CUT,
    /** What is not out will not come any more. */
    LOST
  }

  private final Duration patience;
  private final Optional<Duration> grace;
  private int settled;
  private long lastProgress;
  private long lastSending;

  /**
   * A drain that begins.
   *
   * @param patience longest wait without a single record coming out
   * @param grace how long after the last record was sent a job that makes progress is let run
   * @param nowNanos any clock that does not jump
   */
  Drain(Duration patience, Optional<Duration> grace, long nowNanos) {
    this.patience = patience;
    this.grace = grace;
    this.lastProgress = nowNanos;
    this.lastSending = nowNanos;
  }

  /**
   * What to do now.
   *
   * @param nowNanos the clock
   * @param nowSettled records out so far
   * @param sent records sent so far
   * @param sending whether more are to be sent
   */
  Verdict at(long nowNanos, int nowSettled, int sent, boolean sending) {
    boolean progress = nowSettled > settled;
    settled = nowSettled;
    if (sending) {
      lastSending = nowNanos;
      lastProgress = nowNanos;
      return Verdict.GO_ON;
    }
    if (settled >= sent) {
      return Verdict.OUT;
    }
    if (progress) {
      lastProgress = nowNanos;
      return isOver(nowNanos - lastSending) ? Verdict.CUT : Verdict.GO_ON;
    }
    return nowNanos - lastProgress > patience.toNanos() ? Verdict.LOST : Verdict.GO_ON;
  }

  private boolean isOver(long nanosSinceSending) {
    return grace.filter(most -> nanosSinceSending > most.toNanos()).isPresent();
  }
}
