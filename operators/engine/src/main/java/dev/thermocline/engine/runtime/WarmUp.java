package dev.thermocline.engine.runtime;

import dev.thermocline.engine.bundle.TensorSpec;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.Stage;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.StageOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Measures what a run costs on this machine before the first record: the fastest of a few runs per
 * stage, length bucket and batch size, batch sizes doubling only while a run stays within {@code
 * batch.max-time}. Ends early, with what it has, when its budget is spent; every stage and bucket
 * is measured at batch size 1 whatever the budget.
 */
public final class WarmUp {
  private static final int RUNS = 3;
  private static final double BUDGET_SECONDS = 8.0;

  private final LongSupplier nanoClock;
  private final CpuPermits permits;

  /**
   * A warm-up.
   *
   * @param nanoClock time in nanoseconds
   * @param permits taken for every run, as in production; the wait is not measured
   */
  public WarmUp(LongSupplier nanoClock, CpuPermits permits) {
    this.nanoClock = nanoClock;
    this.permits = permits;
  }

  /**
   * Measures a chain.
   *
   * @param lengths upper ends of the length buckets, ascending, already cut to the model's length
   * @param maxSize largest batch size of interest
   * @param maxSeconds longest run of interest
   */
  public StageCosts measure(
      List<Stage> stages, List<Integer> lengths, int maxSize, double maxSeconds)
      throws StageException {
    int[] sizes = sizes(maxSize);
    double[] seconds = new double[stages.size() * lengths.size() * sizes.length];
    Arrays.fill(seconds, Double.NaN);
    long start = nanoClock.getAsLong();
    for (int size = 0; size < sizes.length; size++) {
      for (int bucket = 0; bucket < lengths.size(); bucket++) {
        for (int stage = 0; stage < stages.size(); stage++) {
          int at = (stage * lengths.size() + bucket) * sizes.length + size;
          boolean inBudget = (nanoClock.getAsLong() - start) * 1e-9 < BUDGET_SECONDS;
          boolean needed = size == 0;
          boolean wanted = !needed && inBudget && seconds[at - 1] <= maxSeconds;
          if (needed || wanted) {
            seconds[at] =
                fastest(stages.get(stage), lengths.get(bucket), sizes[size], inBudget ? RUNS : 1);
          }
        }
      }
    }
    return new StageCosts(stages.size(), lengths.size(), sizes, seconds);
  }

  private double fastest(Stage stage, int length, int batch, int runs) throws StageException {
    List<Row> rows = Collections.nCopies(batch, syntheticRow(stage, length));
    long best = Long.MAX_VALUE;
    for (int run = 0; run < runs; run++) {
      permits.acquire();
      long start = nanoClock.getAsLong();
      try (StageOutput output = stage.run(rows)) {
        output.head();
        best = Math.min(best, nanoClock.getAsLong() - start);
      } finally {
        permits.release();
      }
    }
    return best * 1e-9;
  }

  /** A row of ones: valid token ids and masks, and activations whose values do not change cost. */
  private static Row syntheticRow(Stage stage, int length) {
    List<ByteBuffer> tensors = new ArrayList<>();
    for (TensorSpec input : stage.spec().inputs()) {
      ByteBuffer tensor =
          ByteBuffer.allocate(input.rowBytes(length)).order(ByteOrder.nativeOrder());
      for (int at = 0; at < tensor.capacity(); at += input.type().bytes()) {
        switch (input.type()) {
          case INT64 -> tensor.putLong(at, 1);
          case FLOAT32 -> tensor.putFloat(at, 1);
        }
      }
      tensors.add(tensor);
    }
    return new Row(length, tensors);
  }

  private static int[] sizes(int maxSize) {
    List<Integer> sizes = new ArrayList<>();
    for (int size = 1; size < maxSize; size *= 2) {
      sizes.add(size);
    }
    sizes.add(maxSize);
    return sizes.stream().mapToInt(Integer::intValue).toArray();
  }
}
