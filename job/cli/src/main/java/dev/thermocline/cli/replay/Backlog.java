package dev.thermocline.cli.replay;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a topic filled ahead of the job: many records at once where it must not run dry, and
 * otherwise one by one at a set rate, in a thread of its own, as a {@link Replay} sends them. On a
 * machine that runs generator and brokers beside the job, what they take is then the same in both.
 */
public final class Backlog implements AutoCloseable {

  private static final double NANOS = 1e9;
  private static final long NO_RATE_NANOS = 10_000_000;

  private final IntConsumer send;
  private final Thread thread = new Thread(this::run, "replay");
  private volatile double perSecond;
  private volatile boolean stopped;
  private volatile int sent;
  private volatile @Nullable RuntimeException failure;

  /**
   * A backlog of nothing.
   *
   * @param send sends a record by its number, from 0 on
   */
  public Backlog(IntConsumer send) {
    this.send = send;
    thread.setDaemon(true);
    thread.start();
  }

  /** Sends so many more at once. */
  public synchronized void add(int records) {
    for (int i = 0; i < records; i++) {
      sendNext();
    }
  }

  /** From now on sends so many a second, one by one; 0 = none. */
  public void pace(double recordsPerSecond) {
    perSecond = recordsPerSecond;
  }

  /**
   * Records sent so far.
   *
   * @throws IllegalStateException when one could not be sent
   */
  public int sent() {
    RuntimeException error = failure;
    if (error != null) {
      throw new IllegalStateException("the backlog cannot be kept: " + error.getMessage(), error);
    }
    return sent;
  }

  private void run() {
    try {
      long dueNanos = System.nanoTime();
      while (!stopped) {
        double rate = perSecond;
        if (rate > 0) {
          // What a pause has kept back is not made good: that is for who looks at the topic.
          dueNanos = Math.max(dueNanos + Math.round(NANOS / rate), System.nanoTime());
          await(dueNanos);
          sendNext();
        } else {
          LockSupport.parkNanos(NO_RATE_NANOS);
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void await(long dueNanos) {
    long left = dueNanos - System.nanoTime();
    while (left > 0 && !stopped) {
      LockSupport.parkNanos(left);
      left = dueNanos - System.nanoTime();
    }
  }

  private synchronized void sendNext() {
    send.accept(sent);
    sent++;
  }

  /** Stops sending and returns when the thread has ended. */
  @Override
  public void close() throws InterruptedException {
    stopped = true;
    LockSupport.unpark(thread);
    thread.join();
  }
}
