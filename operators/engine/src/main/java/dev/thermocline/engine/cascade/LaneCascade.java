package dev.thermocline.engine.cascade;

import dev.thermocline.engine.cascade.StageQueues.Batch;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.ShutdownException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cascade with one CPU lane: one thread that forms micro-batches and runs them. Survivors of
 * different batches meet in the queue of the next stage.
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
  private final StageQueues<T> queues;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Thread lane;
  private boolean closed;

  private LaneCascade(
      CascadePlan plan, RungDraw<T> rungs, OutcomeSink<T> sink, CascadeObserver<T> observer) {
    this.settings = plan.settings();
    this.rungs = rungs;
    this.rungCount = plan.ladder().size();
    this.sink = sink;
    this.observer = observer;
    this.runner = new BatchRunner<>(plan, observer, System::nanoTime);
    this.queues = new StageQueues<>(plan.stages().size(), settings, plan.costs());
    this.lane = new Thread(this::runLane, "thermocline-cpu-lane-" + LANES.incrementAndGet());
    this.lane.setDaemon(true);
  }

  /**
   * Starts a cascade and its lane.
   *
   * @param rungs asked once per record, when its stage-1 batch forms
   * @param sink takes the outcomes
   * @param observer watches the runs
   */
  public static <T> LaneCascade<T> open(
      CascadePlan plan, RungDraw<T> rungs, OutcomeSink<T> sink, CascadeObserver<T> observer) {
    LaneCascade<T> cascade = new LaneCascade<>(plan, rungs, sink, observer);
    cascade.lane.start();
    return cascade;
  }

  @Override
  public void submit(Row row, long recordHash, T attachment) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the cascade is closed; submit before close");
      }
      inFlight.incrementAndGet();
      long now = System.nanoTime();
      queues.add(
          1, new Flight<>(row, recordHash, attachment, settings.bucket(row.length()), now), now);
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int inFlight() {
    return inFlight.get();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    joinLane();
  }

  private void joinLane() {
    boolean interrupted = false;
    while (lane.isAlive() && lane != Thread.currentThread()) {
      try {
        lane.join();
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
      for (Batch<T> batch = take(); batch != null; batch = take()) {
        run(batch);
      }
    } catch (ShutdownException e) {
      // No fault of the job's: it goes on elsewhere once this process is found missing.
      LOG.debug("the lane ends with the process", e);
    } catch (Throwable t) {
      sink.laneFailed(t);
    }
  }

  private @Nullable Batch<T> take() {
    lock.lock();
    try {
      while (!closed) {
        long now = System.nanoTime();
        Batch<T> batch = queues.next(now);
        if (batch != null) {
          leaveQueue(batch, now);
          return batch;
        }
        work.awaitUninterruptibly();
      }
      return null;
    } finally {
      lock.unlock();
    }
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
    lock.lock();
    try {
      long now = System.nanoTime();
      for (Flight<T> flight : survivors) {
        queues.add(stage, flight, now);
      }
    } finally {
      lock.unlock();
    }
  }
}
