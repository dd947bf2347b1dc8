package dev.thermocline.engine.cascade;

import java.time.Duration;
import java.util.List;

/**
 * How micro-batches form.
 *
 * @param maxSize most records in a micro-batch, ≥ 1
 * @param maxTime a batch is cut so that its measured cost stays within this
 * @param linger what a record may wait behind stage 1, over all stages, for fuller micro-batches
 * @param lengthBuckets upper ends of the length buckets in tokens, ascending; longer records share
 *     the last bucket
 */
public record CascadeSettings(
    int maxSize, Duration maxTime, Duration linger, List<Integer> lengthBuckets) {

  /** The defaults of the job options {@code batch.*}. */
  public static final CascadeSettings DEFAULTS =
      new CascadeSettings(
          8,
          Duration.ofMillis(20),
          Duration.ofMillis(25),
          List.of(8, 12, 16, 20, 24, 32, 48, 64, 128, 256, 512));

  public CascadeSettings {
    if (maxSize < 1) {
      throw new IllegalArgumentException("batch.max-size is " + maxSize + "; it must be >= 1");
    }
    if (maxTime.isNegative() || maxTime.isZero()) {
      throw new IllegalArgumentException("batch.max-time is " + maxTime + "; it must be > 0");
    }
    if (linger.isNegative()) {
      throw new IllegalArgumentException("batch.linger is " + linger + "; it must be >= 0");
    }
    lengthBuckets = List.copyOf(lengthBuckets);
    int last = 0;
    for (int bucket : lengthBuckets) {
      if (bucket <= last) {
        throw new IllegalArgumentException(
            "batch.length-buckets is " + lengthBuckets + "; bounds must be >= 1 and ascend");
      }
      last = bucket;
    }
    if (lengthBuckets.isEmpty()) {
      throw new IllegalArgumentException("batch.length-buckets is empty; give at least one bound");
    }
  }

  /** Index of the bucket a record of this length falls into. */
  public int bucket(int length) {
    for (int i = 0; i < lengthBuckets.size() - 1; i++) {
      if (length <= lengthBuckets.get(i)) {
        return i;
      }
    }
    return lengthBuckets.size() - 1;
  }
}
