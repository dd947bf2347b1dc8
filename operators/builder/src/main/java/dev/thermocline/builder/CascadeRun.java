package dev.thermocline.builder;

import dev.thermocline.engine.cascade.Cascade;
import dev.thermocline.engine.cascade.CascadeEngine;
import dev.thermocline.engine.cascade.CascadeObserver;
import dev.thermocline.engine.cascade.LaneCascade;
import dev.thermocline.engine.cascade.Lanes;
import dev.thermocline.engine.cascade.Outcome;
import dev.thermocline.engine.cascade.OutcomeSink;
import dev.thermocline.engine.exit.ExitPolicy;
import dev.thermocline.engine.stage.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One pass of records through production cascades kept saturated: one cascade per lane, a bounded
 * number of records in flight, the next record to the lane with the fewest.
 */
final class CascadeRun {
  static final int PROGRESS_EVERY = 64;

  /**
   * What a run gave.
   *
   * @param exits 1-based exit per record
   * @param answers class per record
   * @param seconds wall time from the first submission to the last outcome
   * @param tally what the stages did
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Result(int[] exits, int[] answers, double seconds, StageTally tally) {}

  private final CascadeEngine engine;
  private final int lanes;
  private final int inFlightPerLane;

  CascadeRun(CascadeEngine engine, int lanes, int inFlightPerLane) {
    if (lanes < 1 || inFlightPerLane < 1) {
      throw new IllegalArgumentException(
          "lanes is " + lanes + " and in-flight " + inFlightPerLane + "; both must be >= 1");
    }
    this.engine = engine;
    this.lanes = lanes;
    this.inFlightPerLane = inFlightPerLane;
  }

  /** Runs every record to full depth, recording every head. */
  Result fullDepth(List<Row> rows, ExitPolicy never, HeadRecorder recorder, Runnable advanced)
      throws BuildException {
    return run(rows, never, new double[engine.bundle().exits()], recorder, advanced);
  }

  /**
   * Runs records under one set of thresholds.
   *
   * @param rows stage-1 rows
   * @param thresholds one per exit
   * @param advanced called now and then, once per {@value #PROGRESS_EVERY} records
   * @throws BuildException if a record fails; names its index
   */
  Result run(
      List<Row> rows,
      ExitPolicy policy,
      double[] thresholds,
      HeadRecorder recorder,
      Runnable advanced)
      throws BuildException {
    Collector collector =
        new Collector(rows.size(), lanes * inFlightPerLane, engine.bundle().exits(), recorder);
    List<LaneCascade<Integer>> cascades = new ArrayList<>();
    try {
      for (int lane = 0; lane < lanes; lane++) {
        cascades.add(
            engine.start(
                new Lanes(1),
                policy,
                List.of(thresholds),
                (hash, record) -> 0,
                collector,
                collector));
      }
      long start = System.nanoTime();
      for (int i = 0; i < rows.size() && collector.awaitSlot(); i++) {
        emptiest(cascades).submit(rows.get(i), i, i);
        if ((i + 1) % PROGRESS_EVERY == 0) {
          advanced.run();
        }
      }
      collector.awaitAll();
      return collector.result((System.nanoTime() - start) * 1e-9);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BuildException("interrupted while records were running; run the command again", e);
    } finally {
      cascades.forEach(Cascade::close);
    }
  }

  private static LaneCascade<Integer> emptiest(List<LaneCascade<Integer>> cascades) {
    LaneCascade<Integer> best = cascades.get(0);
    for (LaneCascade<Integer> cascade : cascades) {
      if (cascade.inFlight() < best.inFlight()) {
        best = cascade;
      }
    }
    return best;
  }

  /** Gathers outcomes of all lanes and holds the submitter back. */
  private static final class Collector implements OutcomeSink<Integer>, CascadeObserver<Integer> {
    private final Semaphore slots;
    private final int capacity;
    private final HeadRecorder recorder;
    private final int[] exits;
    private final int[] answers;
    private final StageTally tally;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Collector(int records, int capacity, int stages, HeadRecorder recorder) {
      this.slots = new Semaphore(capacity);
      this.capacity = capacity;
      this.recorder = recorder;
      this.exits = new int[records];
      this.answers = new int[records];
      this.tally = new StageTally(stages);
    }

    /** Waits for room; false once anything failed. */
    boolean awaitSlot() throws InterruptedException {
      slots.acquire();
      return failure.get() == null;
    }

    void awaitAll() throws InterruptedException {
      if (failure.get() == null) {
        slots.acquire(capacity);
      }
    }

    Result result(double seconds) throws BuildException {
      Throwable cause = failure.get();
      if (cause != null) {
        throw new BuildException(String.valueOf(cause.getMessage()), cause);
      }
      return new Result(exits, answers, seconds, tally);
    }

    @Override
    public void completed(List<Outcome<Integer>> outcomes) {
      for (Outcome<Integer> outcome : outcomes) {
        if (outcome instanceof Outcome.Exited<Integer> exited) {
          exits[exited.attachment()] = exited.exitIndex();
          answers[exited.attachment()] = exited.label();
        } else if (outcome instanceof Outcome.Failed<Integer> failed) {
          failure.compareAndSet(null, failureOf(failed));
        }
      }
      slots.release(failure.get() == null ? outcomes.size() : capacity);
    }

    private static BuildException failureOf(Outcome.Failed<Integer> failed) {
      return new BuildException(
          "record number "
              + (failed.attachment() + 1)
              + " failed in stage "
              + failed.stage()
              + ": "
              + failed.cause().getMessage()
              + "; remove it from the data or mend the model",
          failed.cause());
    }

    @Override
    public void laneFailed(Throwable cause) {
      failure.compareAndSet(null, cause);
      slots.release(capacity);
    }

    @Override
    public void onRun(int stage, int rows, long nanos) {
      tally.add(stage, rows);
    }

    @Override
    public void onHead(Integer attachment, int exit, float[] logits, int offset, int classes) {
      recorder.record(attachment, exit, logits, offset, classes);
    }
  }
}
