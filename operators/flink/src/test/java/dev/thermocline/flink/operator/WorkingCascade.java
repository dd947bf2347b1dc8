package dev.thermocline.flink.operator;

import dev.thermocline.engine.cascade.Cascade;
import dev.thermocline.engine.cascade.CascadeObserver;
import dev.thermocline.engine.cascade.Outcome;
import dev.thermocline.engine.cascade.OutcomeSink;
import dev.thermocline.engine.cascade.RungDraw;
import dev.thermocline.engine.stage.Row;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** One lane that takes records one by one through three stages of a set time. */
final class WorkingCascade<T> implements Cascade<T> {
  private static final int STAGES = 3;

  private final BlockingQueue<Queued<T>> queue = new LinkedBlockingQueue<>();
  private final long stageNanos;
  private final RungDraw<T> rungs;
  private final OutcomeSink<T> sink;
  private final CascadeObserver<T> observer;
  private final Thread lane = new Thread(this::work, "working cascade");

  private record Queued<T>(long hash, T attachment) {}

  private WorkingCascade(
      long stageNanos, RungDraw<T> rungs, OutcomeSink<T> sink, CascadeObserver<T> observer) {
    this.stageNanos = stageNanos;
    this.rungs = rungs;
    this.sink = sink;
    this.observer = observer;
  }

  static <T> WorkingCascade<T> open(
      long stageNanos, RungDraw<T> rungs, OutcomeSink<T> sink, CascadeObserver<T> observer) {
    WorkingCascade<T> opened = new WorkingCascade<>(stageNanos, rungs, sink, observer);
    opened.lane.start();
    return opened;
  }

  @Override
  public void submit(Row row, long recordHash, T attachment) {
    queue.add(new Queued<>(recordHash, attachment));
  }

  @Override
  public int inFlight() {
    return queue.size();
  }

  private void work() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        run(queue.take());
      }
    } catch (InterruptedException e) {
      // How close() ends the lane.
      Thread.currentThread().interrupt();
    }
  }

  private void run(Queued<T> next) {
    int rung = Math.max(rungs.draw(next.hash(), next.attachment()), 0);
    for (int stage = 1; stage <= STAGES; stage++) {
      long start = System.nanoTime();
      for (long left = stageNanos;
          left > 0 && !Thread.currentThread().isInterrupted();
          left = stageNanos - (System.nanoTime() - start)) {
        LockSupport.parkNanos(left);
      }
      observer.onTurn(stage, 0, 1, System.nanoTime() - start);
    }
    float[] scores = {0.1f, 0.8f, 0.1f};
    sink.completed(
        List.of(
            new Outcome.Exited<>(
                next.attachment(), STAGES, 1, scores, 0.8, rung, 1, 0, STAGES * stageNanos)));
  }

  @Override
  public void close() {
    lane.interrupt();
    try {
      lane.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
