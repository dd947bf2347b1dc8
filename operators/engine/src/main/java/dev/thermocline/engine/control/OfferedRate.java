package dev.thermocline.engine.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Records per second that arrive in the source, from the Kafka timestamps of the records taken in;
 * it sees through backpressure, where throughput does not.
 *
 * <pre>
 * per partition   R ← R·e^(−Δts/τ), read, then R ← R + 1/τ      Δts clamped to [0, 5τ]
 * λ̂ = ΣR_fast if ΣR_fast &gt; ΣR_slow + 3·√(ΣR_slow/(2·τ_fast)) else ΣR_slow
 * τ_slow = 0.5 s, τ_fast = 0.12 s
 * </pre>
 *
 * <p>Δts is the advance of the largest timestamp of the partition, so that producers whose clocks
 * or delays differ do not pass for gaps. A record more than two seconds behind it begins anew: the
 * clock was set back, or one record came from the future.
 *
 * <p>Partitions are decayed apart because a backlog is read partition by partition, each with
 * timestamps of its own; the burst is looked for in the sums because the load is the sum. While the
 * input may be idle a partition decays by wall time; while a record waits for admission it is read
 * as it was before its last record, and only one silent for ten seconds decays. Not thread-safe,
 * allocates nothing per record.
 */
public final class OfferedRate {
  private static final double SLOW_SECONDS = 0.5;
  private static final double FAST_SECONDS = 0.12;
  private static final double DEVIATIONS = 3;
  private static final double MAX_DECAY = 5;
  private static final double STALE_SECONDS = 10;
  private static final double SET_BACK_SECONDS = 2;

  private final PartitionIndex partitions = new PartitionIndex();
  private int[] ids = new int[16];
  private long[] lastMillis = new long[16];
  private long[] lastNanos = new long[16];
  private double[] slow = new double[16];
  private double[] fast = new double[16];
  private double[] slowBefore = new double[16];
  private double[] fastBefore = new double[16];
  private long busyNanos = Long.MIN_VALUE;
  private boolean waiting;

  /**
   * A record was taken in.
   *
   * @param partition where it comes from
   * @param kafkaMillis its Kafka timestamp
   * @param wallNanos now, of a monotonic clock
   */
  public void arrived(int partition, long kafkaMillis, long wallNanos) {
    int at = slot(partition, kafkaMillis, wallNanos);
    double advance = ((double) kafkaMillis - lastMillis[at]) * 1e-3;
    double elapsed = Math.max(0, advance);
    slowBefore[at] = slow[at] * decay(elapsed, SLOW_SECONDS);
    fastBefore[at] = fast[at] * decay(elapsed, FAST_SECONDS);
    slow[at] = slowBefore[at] + 1 / SLOW_SECONDS;
    fast[at] = fastBefore[at] + 1 / FAST_SECONDS;
    if (advance > 0 || advance < -SET_BACK_SECONDS) {
      lastMillis[at] = kafkaMillis;
    }
    lastNanos[at] = wallNanos;
  }

  /**
   * Whether a record waits for admission from now on: silence then says nothing of the source.
   *
   * @param now true when a wait begins, false when it ends
   */
  public void waiting(boolean now) {
    waiting = now;
  }

  /** The operator could take no record up to now, so that silence until here says nothing. */
  public void busy(long wallNanos) {
    busyNanos = wallNanos;
  }

  /**
   * Records per second offered now.
   *
   * @param wallNanos now, of the same clock
   */
  public double perSecond(long wallNanos) {
    double slowSum = 0;
    double fastSum = 0;
    for (int i = 0; i < partitions.size(); i++) {
      double silence = Math.max(0, (wallNanos - lastNanos[i]) * 1e-9);
      double stale = Math.max(0, silence - STALE_SECONDS);
      double idle = waiting ? stale : Math.max(stale, Math.min(silence, idleSeconds(wallNanos)));
      slowSum += (waiting ? slowBefore[i] : slow[i]) * Math.exp(-idle / SLOW_SECONDS);
      fastSum += (waiting ? fastBefore[i] : fast[i]) * Math.exp(-idle / FAST_SECONDS);
    }
    double threshold = slowSum + DEVIATIONS * Math.sqrt(slowSum / (2 * FAST_SECONDS));
    return fastSum > threshold ? fastSum : slowSum;
  }

  private double idleSeconds(long wallNanos) {
    return busyNanos == Long.MIN_VALUE
        ? Double.POSITIVE_INFINITY
        : Math.max(0, (wallNanos - busyNanos) * 1e-9);
  }

  private static double decay(double seconds, double constant) {
    return Math.exp(-Math.min(seconds / constant, MAX_DECAY));
  }

  /** What it remembers, for the checkpoint. */
  public List<PartitionRate> state() {
    List<PartitionRate> rates = new ArrayList<>(partitions.size());
    for (int i = 0; i < partitions.size(); i++) {
      rates.add(new PartitionRate(ids[i], lastMillis[i], slow[i], fast[i]));
    }
    return rates;
  }

  /**
   * Goes on from what it remembered.
   *
   * @param wallNanos now, of the clock of the records to come
   */
  public void restore(List<PartitionRate> rates, long wallNanos) {
    for (PartitionRate rate : rates) {
      int at = slot(rate.partition(), rate.lastMillis(), wallNanos);
      lastMillis[at] = rate.lastMillis();
      lastNanos[at] = wallNanos;
      slow[at] = Bounds.within(rate.slow(), 0, 1e9, 0);
      fast[at] = Bounds.within(rate.fast(), 0, 1e9, 0);
      slowBefore[at] = slow[at];
      fastBefore[at] = fast[at];
    }
  }

  private int slot(int partition, long kafkaMillis, long wallNanos) {
    int known = partitions.size();
    int at = partitions.of(partition);
    if (at == known) {
      ensure(at);
      ids[at] = partition;
      lastMillis[at] = kafkaMillis;
      lastNanos[at] = wallNanos;
    }
    return at;
  }

  private void ensure(int at) {
    if (at < ids.length) {
      return;
    }
    int length = ids.length * 2;
    ids = Arrays.copyOf(ids, length);
    lastMillis = Arrays.copyOf(lastMillis, length);
    lastNanos = Arrays.copyOf(lastNanos, length);
    slow = Arrays.copyOf(slow, length);
    fast = Arrays.copyOf(fast, length);
    slowBefore = Arrays.copyOf(slowBefore, length);
    fastBefore = Arrays.copyOf(fastBefore, length);
  }
}
