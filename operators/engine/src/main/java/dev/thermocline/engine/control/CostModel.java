package dev.thermocline.engine.control;

import java.util.Arrays;
import java.util.List;

/**
 * What rungs cost on the running job: the reach of their stages times predicted seconds at the
 * batch sizes and lengths that occur, and how far measured seconds are from predicted ones.
 *
 * <p>Runs are reported from lanes, costs are read by the task: thread-safe, with one lock per run.
 */
public final class CostModel {
  private static final double SCALE_SECONDS = 1;

  /** Weight of the scale it begins with: a process is slow until its code is compiled. */
  private static final double PRIOR_SECONDS = 4;

  private static final double MIN_SCALE = 0.2;
  private static final double MAX_SCALE = 5;
  private static final double MIX_ROWS = 512;
  private static final double BATCH_SHARE = 0.02;

  private final StageSeconds predicted;
  private final List<double[]> reach;
  private final int stages;
  private final int buckets;
  private final int[] batchLimits;
  private final double lingerSeconds;
  private final double[] batches;
  private final double[] bucketRows;
  private double measuredSum;
  private double predictedSum;

  /**
   * A model before any run.
   *
   * @param predicted seconds of runs, as warm-up measured them
   * @param reach per rung the share of records that reaches each stage, from 1 for stage 1
   * @param buckets number of length buckets
   * @param batchLimits largest batch, {@code [stage][bucket]} flat
   * @param lingerSeconds time a partial batch waits for more
   */
  public CostModel(
      StageSeconds predicted,
      List<double[]> reach,
      int buckets,
      int[] batchLimits,
      double lingerSeconds) {
    if (reach.isEmpty() || buckets < 1) {
      throw new IllegalArgumentException(
          reach.size() + " rungs and " + buckets + " length buckets; at least 1 of each is needed");
    }
    this.stages = reach.get(0).length;
    if (batchLimits.length != stages * buckets) {
      throw new IllegalArgumentException(
          batchLimits.length
              + " batch limits; one per stage and bucket is needed, "
              + stages * buckets);
    }
    this.predicted = predicted;
    this.reach = reach.stream().map(double[]::clone).toList();
    this.buckets = buckets;
    this.batchLimits = batchLimits.clone();
    this.lingerSeconds = lingerSeconds;
    this.batches = new double[batchLimits.length];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = batchLimits[i];
    }
    this.bucketRows = new double[buckets];
    Arrays.fill(bucketRows, 1);
    this.measuredSum = PRIOR_SECONDS;
    this.predictedSum = PRIOR_SECONDS;
  }

  /**
   * A stage ran.
   *
   * @param stage 1-based stage
   * @param bucket 0-based length bucket
   * @param rows records in the batch, ≥ 1
   * @param seconds time it took the lane
   * @param loaded whether records waited for the engine: batches are then as large as they get
   */
  public void ran(int stage, int bucket, int rows, double seconds, boolean loaded) {
    double expected = predicted.seconds(stage, rows, bucket);
    double taken = Bounds.within(seconds, MIN_SCALE * expected, MAX_SCALE * expected, expected);
    synchronized (this) {
      double kept = Math.exp(-taken / SCALE_SECONDS);
      measuredSum = kept * measuredSum + taken;
      predictedSum = kept * predictedSum + expected;
      if (stage == 1) {
        countRows(bucket, rows);
      }
      if (loaded) {
        int at = (stage - 1) * buckets + bucket;
        batches[at] += BATCH_SHARE * (rows - batches[at]);
      }
    }
  }

  private void countRows(int bucket, int rows) {
    double kept = Math.exp(-rows / MIX_ROWS);
    for (int i = 0; i < buckets; i++) {
      bucketRows[i] *= kept;
    }
    bucketRows[bucket] += rows;
  }

  /** Measured over predicted seconds of the last runs, ρ in [0.2, 5]. */
  public synchronized double scale() {
    return Bounds.within(measuredSum / predictedSum, MIN_SCALE, MAX_SCALE, 1);
  }

  /** Goes on from a scale measured before. */
  public synchronized void restoreScale(double scale) {
    predictedSum = PRIOR_SECONDS;
    measuredSum = predictedSum * Bounds.within(scale, MIN_SCALE, MAX_SCALE, 1);
  }

  /** Predicted cost of every rung with the lengths and batch sizes of late. */
  public synchronized RungCosts costs() {
    double total = 0;
    for (double rows : bucketRows) {
      total += rows;
    }
    double fullDepth = 0;
    double[] perRow = new double[stages];
    for (int stage = 1; stage <= stages; stage++) {
      for (int bucket = 0; bucket < buckets; bucket++) {
        double batch = Math.max(1, batches[(stage - 1) * buckets + bucket]);
        perRow[stage - 1] += bucketRows[bucket] / total * secondsPerRow(stage, batch, bucket);
      }
      fullDepth += perRow[stage - 1];
    }
    double[] relative = new double[reach.size()];
    double least = 1;
    for (int rung = 0; rung < relative.length; rung++) {
      double seconds = 0;
      for (int stage = 0; stage < stages; stage++) {
        seconds += reach.get(rung)[stage] * perRow[stage];
      }
      least = Math.min(least, seconds / fullDepth);
      relative[rung] = least;
    }
    return new RungCosts(fullDepth, relative);
  }

  private double secondsPerRow(int stage, double batch, int bucket) {
    int below = (int) batch;
    double at = predicted.seconds(stage, below, bucket) / below;
    if (batch == below) {
      return at;
    }
    double above = predicted.seconds(stage, below + 1, bucket) / (below + 1);
    return at + (batch - below) * (above - at);
  }

  /**
   * Time from stage 1 to the last exit that nearly no record exceeds at half load: a full batch of
   * the usual length at every stage, and one linger.
   */
  public synchronized double residenceSeconds() {
    double total = 0;
    double seconds = 0;
    for (int bucket = 0; bucket < buckets; bucket++) {
      seconds += bucketRows[bucket] * fullBatchSeconds(bucket);
      total += bucketRows[bucket];
    }
    return seconds / total * scale() + lingerSeconds;
  }

  /**
   * As {@link #residenceSeconds}, of the shortest records and as predicted: the least it can be,
   * whatever lengths will occur.
   */
  public double shortestResidenceSeconds() {
    return fullBatchSeconds(0) + lingerSeconds;
  }

  private double fullBatchSeconds(int bucket) {
    double seconds = 0;
    for (int stage = 1; stage <= stages; stage++) {
      seconds += predicted.seconds(stage, batchLimits[(stage - 1) * buckets + bucket], bucket);
    }
    return seconds;
  }
}
