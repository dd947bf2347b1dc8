package dev.thermocline.flink.operator;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * Turns numbers into records that arrive at a fixed rate, whether or not somebody takes them: a
 * record that backpressure held up still carries the time it was due.
 */
final class OpenLoop implements MapFunction<Long, TimedEvent> {
  private static final long serialVersionUID = 1L;
  private static final int KEYS = 7;

  private final long everyMillis;
  private long startMillis = -1;

  OpenLoop(long everyMillis) {
    this.everyMillis = everyMillis;
  }

  @Override
  public TimedEvent map(Long number) {
    if (startMillis < 0) {
      startMillis = System.currentTimeMillis();
    }
    long due = startMillis + (number + 1) * everyMillis;
    for (long left = due - System.currentTimeMillis();
        left > 0 && !Thread.currentThread().isInterrupted();
        left = due - System.currentTimeMillis()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(left));
    }
    return new TimedEvent("k" + number % KEYS, number, due);
  }
}
