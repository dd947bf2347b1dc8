package dev.thermocline.cli.demo;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An open-loop generator: sends each record of a schedule when it is due, however the job is doing,
 * in a thread of its own. A record's Kafka timestamp is the time it was due, also when the
 * generator was late, so that waiting inside the generator counts as latency (no coordinated
 * omission).
 */
final class Replay implements AutoCloseable {

  private static final long START_DELAY_MILLIS = 200;
  private static final long MILLION = 1_000_000;

  private final Schedule schedule;
  private final Sender sender;
  private final long startMillis = System.currentTimeMillis() + START_DELAY_MILLIS;
  private final long startNanos = System.nanoTime() + START_DELAY_MILLIS * MILLION;
  private final AtomicInteger sent = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "replay");
  private volatile boolean stopped;
  private volatile boolean finished;
  private volatile @Nullable RuntimeException failure;

  private Replay(Schedule schedule, Sender sender) {
    this.schedule = schedule;
    this.sender = sender;
  }

  /** Starts the generator; the sender stays the caller's. */
  static Replay start(Schedule schedule, Sender sender) {
    Replay replay = new Replay(schedule, sender);
    replay.thread.setDaemon(true);
    replay.thread.start();
    return replay;
  }

  /** Wall clock of the schedule's zero, in milliseconds. */
  long startMillis() {
    return startMillis;
  }

  /** Records handed to the broker's client so far. */
  int sent() {
    return sent.get();
  }

  /**
   * Whether every record is acknowledged.
   *
   * @throws IllegalStateException when the generator has failed
   */
  boolean finished() {
    RuntimeException error = failure;
    if (error != null) {
      throw new IllegalStateException("the replay failed: " + error.getMessage(), error);
    }
    return finished;
  }

  private void run() {
    try {
      for (int i = 0; i < schedule.size() && !stopped; i++) {
        long due = schedule.dueNanos(i);
        awaitNanoTime(startNanos + due);
        sender.send(i, startMillis + due / MILLION);
        sent.incrementAndGet();
      }
      sender.flush();
      finished = !stopped;
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void awaitNanoTime(long nanoTime) {
    long left = nanoTime - System.nanoTime();
    while (left > 0 && !stopped) {
      LockSupport.parkNanos(left);
      left = nanoTime - System.nanoTime();
    }
  }

  /** Stops sending and returns when the thread has ended. */
  @Override
  public void close() throws InterruptedException {
    stopped = true;
    LockSupport.unpark(thread);
    thread.join();
  }
}
