package dev.thermocline.engine.cascade;

import dev.thermocline.engine.cascade.StageQueues.Batch;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.ShutdownException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cascade with a CPU lane of its own: a thread that forms micro-batches and runs them. Survivors
 * of different batches meet in the queue of the next stage. Lanes that belong together help each
 * other: then several threads run micro-batches of one cascade.
 *
 * @param <T> what the submitter attaches to a record
 */
public final class LaneCascade<T> implements Cascade<T> {
  private static final Logger LOG = LoggerFactory.getLogger(LaneCascade.class);
  private static final AtomicInteger LANES = new AtomicInteger();

  private final CascadeSettings settings;
  private final RungDraw<T> rungs;
  private final int rungCount;
  private final OutcomeSink<T> sink;
  private final CascadeObserver<T> observer;
  private final BatchRunner<T> runner;
  private final Lanes lanes;
  private final Lanes.Lane lane;
  private final Thread thread;
  private final AtomicInteger inFlight = new AtomicInteger();

  // Guarded by the lanes' lock.
  private final StageQueues<T> queues;
  private final List<Thread> running = new ArrayList<>();
  private boolean closed;
  private boolean failed;

  private LaneCascade(
      CascadePlan plan,
      Lanes lanes,
      RungDraw<T> rungs,
      OutcomeSink<T> sink,
      CascadeObserver<T> observer) {
    this.settings = plan.settings();
    this.rungs = rungs;
    this.rungCount = plan.ladder().size();
    this.sink = sink;
    this.observer = observer;
    this.runner = new BatchRunner<>(plan, observer, System::nanoTime);
    this.queues = new StageQueues<>(plan.stages().size(), settings, plan.costs());
    this.thread = new Thread(this::runLane, "thermocline-cpu-lane-" + LANES.incrementAndGet());
    this.thread.setDaemon(true);
    this.lanes = lanes;
    this.lane = lanes.join(this);
  }

  /**
   * Starts a cascade and its lane.
   *
   * @param lanes those it helps and is helped by
   * @param rungs asked once per record, when its stage-1 batch forms
   * @param sink takes the outcomes
   * @param observer watches the runs
   */
  public static <T> LaneCascade<T> open(
      CascadePlan plan,
      Lanes lanes,
      RungDraw<T> rungs,
      OutcomeSink<T> sink,
      CascadeObserver<T> observer) {
    LaneCascade<T> cascade = new LaneCascade<>(plan, lanes, rungs, sink, observer);
    try {
      cascade.thread.start();
    } catch (Throwable t) {
      cascade.close();
      throw t;
    }
    return cascade;
  }

  @Override
  public void submit(Row row, long recordHash, T attachment) {
    lanes.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the cascade is closed; submit before close");
      }
      inFlight.incrementAndGet();
      long now = System.nanoTime();
      queues.add(
          1, new Flight<>(row, recordHash, attachment, settings.bucket(row.length()), now), now);
      lane.oneMore();
    } finally {
      lanes.unlock();
    }
  }

  @Override
  public int inFlight() {
    return inFlight.get();
  }

  @Override
  public void close() {
    lanes.lock();
    try {
      closed = true;
      lane.leave();
      while (runsElsewhere()) {
        lanes.awaitRunEnd();
      }
    } finally {
      lanes.unlock();
    }
    joinLane();
  }

  /** Whether another thread than this one, which may close from within a run, runs a batch. */
  private boolean runsElsewhere() {
    for (Thread thread : running) {
      if (thread != Thread.currentThread()) {
        return true;
      }
    }
    return false;
  }

  private void joinLane() {
    boolean interrupted = false;
    while (thread.isAlive() && thread != Thread.currentThread()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void runLane() {
    try {
      lane.work();
    } catch (ShutdownException e) {
      // No fault of the job's: it goes on elsewhere once this process is found missing.
      LOG.debug("the lane ends with the process", e);
    } catch (Throwable t) {
      fail();
      sink.laneFailed(t);
    }
  }

  /**
   * Takes the next micro-batch for the calling lane; with the lanes locked.
   *
   * @return runs it; null when there is none
   */
  @Nullable Runnable take(long now) {
    if (closed || failed) {
      return null;
    }
    try {
      Batch<T> batch = queues.next(now);
      if (batch == null) {
        return null;
      }
      leaveQueue(batch, now);
      Runnable turn = () -> turn(batch);
      running.add(Thread.currentThread());
      return turn;
    } catch (RuntimeException | Error e) {
      failed = true;
      lane.leave();
      return () -> sink.laneFailed(e);
    }
  }

  /** Records in its queues; with the lanes locked. */
  int waiting() {
    return queues.waiting();
  }

  /** Most records in a micro-batch. */
  int fullBatch() {
    return settings.maxSize();
  }

  private void leaveQueue(Batch<T> batch, long now) {
    for (Flight<T> flight : batch.flights()) {
      long waited = now - flight.enqueuedNanos;
      flight.queueNanos += waited;
      if (batch.stage() == 1) {
        flight.rung = draw(flight);
      } else {
        flight.lingeredNanos += waited;
      }
    }
  }

  private int draw(Flight<T> flight) {
    int rung = rungs.draw(flight.recordHash, flight.attachment);
    if (rung < RungDraw.FULL_DEPTH || rung >= rungCount) {
      throw new IllegalStateException(
          "rung " + rung + " was drawn; the ladder has rungs 0 to " + (rungCount - 1));
    }
    return rung;
  }

  private void turn(Batch<T> batch) {
    try {
      run(batch);
    } catch (ShutdownException e) {
      throw e;
    } catch (Throwable t) {
      fail();
      sink.laneFailed(t);
    } finally {
      lanes.lock();
      try {
        running.remove(Thread.currentThread());
      } finally {
        lanes.unlock();
      }
    }
  }

  /** Nothing of this cascade runs any more; the lane that found out may be another's. */
  private void fail() {
    lanes.lock();
    try {
      failed = true;
      lane.leave();
    } finally {
      lanes.unlock();
    }
  }

  private void run(Batch<T> batch) {
    long start = System.nanoTime();
    List<Outcome<T>> outcomes = new ArrayList<>(batch.flights().size());
    List<Flight<T>> survivors = new ArrayList<>(batch.flights().size());
    runner.run(batch.stage(), batch.flights(), outcomes, survivors);
    if (!survivors.isEmpty()) {
      requeue(batch.stage() + 1, survivors);
    }
    if (!outcomes.isEmpty()) {
      inFlight.addAndGet(-outcomes.size());
      sink.completed(outcomes);
    }
    observer.onTurn(
        batch.stage(),
        batch.flights().get(0).bucket,
        batch.flights().size(),
        System.nanoTime() - start);
  }

  private void requeue(int stage, List<Flight<T>> survivors) {
    lanes.lock();
    try {
      long now = System.nanoTime();
      for (Flight<T> flight : survivors) {
        queues.add(stage, flight, now);
      }
      if (Thread.currentThread() != thread) {
        lane.oneMore();
      }
    } finally {
      lanes.unlock();
    }
  }
}
