package dev.thermocline.cli.replay;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An open-loop generator: sends each record of a schedule when it is due, however the job is doing,
 * in a thread of its own. A record's Kafka timestamp is the time it was due, also when the
 * generator was late or an outage held it back, so that waiting counts as latency (no coordinated
 * omission). A schedule without times is sent as fast as the broker takes it, each record stamped
 * with the time it is handed over.
 */
public final class Replay implements AutoCloseable {

  private static final long START_DELAY_MILLIS = 200;
  private static final long MILLION = 1_000_000;

  private final Schedule schedule;
  private final Sender sender;
  private final long startMillis = System.currentTimeMillis() + START_DELAY_MILLIS;
  private final long startNanos = System.nanoTime() + START_DELAY_MILLIS * MILLION;
  private final double[] lateMillis;
  private final AtomicInteger sent = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "replay");
  private volatile boolean stopped;
  private volatile boolean finished;
  private volatile long lastNanos = startNanos;
  private volatile @Nullable RuntimeException failure;

  private Replay(Schedule schedule, Sender sender) {
    this.schedule = schedule;
    this.sender = sender;
    this.lateMillis = new double[schedule.paced() ? schedule.size() : 0];
  }

  /** Starts the generator; the sender stays the caller's. */
  public static Replay start(Schedule schedule, Sender sender) {
    Replay replay = new Replay(schedule, sender);
    replay.thread.setDaemon(true);
    replay.thread.start();
    return replay;
  }

  /** Wall clock of the schedule's zero, in milliseconds. */
  public long startMillis() {
    return startMillis;
  }

  /** Records handed to the broker's client so far. */
  public int sent() {
    return sent.get();
  }

  /**
   * Whether every record is acknowledged.
   *
   * @throws IllegalStateException when the generator has failed
   */
  public boolean finished() {
    RuntimeException error = failure;
    if (error != null) {
      throw new IllegalStateException("the replay failed: " + error.getMessage(), error);
    }
    return finished;
  }

  private void run() {
    try {
      for (int i = 0; i < schedule.size() && !stopped; i++) {
        sendNext(i);
        sent.incrementAndGet();
      }
      sender.flush();
      lastNanos = System.nanoTime();
      finished = !stopped;
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void sendNext(int i) {
    if (!schedule.paced()) {
      sender.send(i, System.currentTimeMillis());
      return;
    }
    long available = schedule.availableNanos(i);
    awaitNanoTime(startNanos + available);
    lateMillis[i] = (System.nanoTime() - startNanos - available) / (double) MILLION;
    sender.send(i, startMillis + schedule.dueNanos(i) / MILLION);
  }

  private void awaitNanoTime(long nanoTime) {
    long left = nanoTime - System.nanoTime();
    while (left > 0 && !stopped) {
      LockSupport.parkNanos(left);
      left = nanoTime - System.nanoTime();
    }
  }

  /**
   * How long after each record could be had it was handed to the broker's client, milliseconds;
   * empty where records were due at no time of their own.
   *
   * @throws IllegalStateException when the replay has not finished
   */
  public double[] lateMillis() {
    requireFinished();
    return lateMillis.clone();
  }

  /** Waits until the generator has ended, at most that long. */
  public void await(Duration longest) throws InterruptedException {
    thread.join(longest.toMillis());
  }

  /**
   * How the replay went.
   *
   * @throws IllegalStateException when it has not finished
   */
  public ReplayReport report() {
    requireFinished();
    double seconds = (lastNanos - startNanos - schedule.dueNanos(0)) / 1e9;
    return ReplayReport.of(sent(), seconds, lateMillis);
  }

  private void requireFinished() {
    if (!finished()) {
      throw new IllegalStateException("the replay has not finished; wait until it has");
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
