package dev.thermocline.engine.runtime;

/**
 * Measured seconds per run, by stage, batch size and length bucket. Between measured batch sizes
 * the cost is interpolated, beyond the largest it grows in proportion.
 */
public final class StageCosts {
  private final int[] batchSizes;
  private final double[] seconds;
  private final int buckets;

  /**
   * Wraps measurements.
   *
   * @param stages number of stages
   * @param buckets number of length buckets
   * @param batchSizes measured batch sizes, ascending from 1
   * @param seconds seconds per run, {@code [stage][bucket][size]} flat; NaN where not measured,
   *     never at batch size 1
   */
  StageCosts(int stages, int buckets, int[] batchSizes, double[] seconds) {
    if (batchSizes.length == 0 || batchSizes[0] != 1) {
      throw new IllegalArgumentException("batch sizes must ascend from 1");
    }
    if (seconds.length != stages * buckets * batchSizes.length) {
      throw new IllegalArgumentException("one cost per stage, bucket and batch size is needed");
    }
    this.buckets = buckets;
    this.batchSizes = batchSizes.clone();
    this.seconds = seconds.clone();
  }

  /**
   * Seconds one run takes.
   *
   * @param stage 1-based stage
   * @param batch rows, ≥ 1
   * @param bucket 0-based length bucket
   */
  public double seconds(int stage, int batch, int bucket) {
    int base = ((stage - 1) * buckets + bucket) * batchSizes.length;
    int low = 0;
    for (int i = 1; i < batchSizes.length && batchSizes[i] <= batch; i++) {
      if (!Double.isNaN(seconds[base + i])) {
        low = i;
      }
    }
    double at = seconds[base + low];
    int high = low + 1;
    if (batch == batchSizes[low]) {
      return at;
    }
    if (high < batchSizes.length && !Double.isNaN(seconds[base + high])) {
      double share = (double) (batch - batchSizes[low]) / (batchSizes[high] - batchSizes[low]);
      return at + share * (seconds[base + high] - at);
    }
    return at * batch / batchSizes[low];
  }

  /**
   * The largest batch whose cost stays within a time.
   *
   * @param maxSize upper end of the answer
   * @param maxSeconds time a run may take
   * @return a size in [1, maxSize]; 1 even where a single row takes longer
   */
  public int largestBatch(int stage, int bucket, int maxSize, double maxSeconds) {
    int size = 1;
    while (size < maxSize && seconds(stage, size + 1, bucket) <= maxSeconds) {
      size++;
    }
    return size;
  }
}
