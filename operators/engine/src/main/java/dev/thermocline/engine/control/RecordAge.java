package dev.thermocline.engine.control;

import java.util.Arrays;

/**
 * Age of records when their stage-1 batch forms: per source partition the minimum of its last five
 * samples that are at most a second old, over partitions the maximum, less what the clocks differ
 * by. Thread-safe; allocates nothing per record.
 */
public final class RecordAge {
  private static final int SAMPLES = 5;
  private static final long FRESH_NANOS = 1_000_000_000L;

  private final PartitionIndex partitions = new PartitionIndex();
  private final ClockSkew skew = new ClockSkew();
  private long[] ages = new long[16 * SAMPLES];
  private long[] times = new long[16 * SAMPLES];
  private int[] counts = new int[16];

  /**
   * A record's stage-1 batch formed.
   *
   * @param partition where it comes from
   * @param ageMillis wall clock less its Kafka timestamp
   * @param wallNanos now, of a monotonic clock
   * @param idle whether it met an empty engine and an empty input: its age is then what clocks and
   *     transport alone account for
   */
  public synchronized void started(int partition, long ageMillis, long wallNanos, boolean idle) {
    int at = partitions.of(partition);
    if (at == counts.length) {
      counts = Arrays.copyOf(counts, at * 2);
      ages = Arrays.copyOf(ages, at * 2 * SAMPLES);
      times = Arrays.copyOf(times, at * 2 * SAMPLES);
    }
    int next = at * SAMPLES + counts[at] % SAMPLES;
    ages[next] = ageMillis;
    times[next] = wallNanos;
    counts[at] = counts[at] + 1 < 2 * SAMPLES ? counts[at] + 1 : SAMPLES;
    if (idle || ageMillis < 0) {
      skew.sample(ageMillis, wallNanos);
    }
  }

  /**
   * The age now.
   *
   * @param wallNanos now, of the same clock
   * @param oldestInFlightSeconds wall clock less Kafka timestamp of the oldest record that waits or
   *     runs, which counts where no sample is fresh; NaN without any
   * @return seconds ≥ 0; 0 while idle
   */
  public synchronized double seconds(long wallNanos, double oldestInFlightSeconds) {
    double oldest = Double.NaN;
    for (int i = 0; i < partitions.size(); i++) {
      double youngest = youngestMillis(i, wallNanos);
      if (!Double.isNaN(youngest) && !(youngest <= oldest)) {
        oldest = youngest;
      }
    }
    double seconds = Double.isNaN(oldest) ? oldestInFlightSeconds : oldest / 1e3;
    return Double.isNaN(seconds) ? 0 : Math.max(0, seconds - skew.millis() / 1e3);
  }

  /** What is taken for the difference of the clocks, in seconds; positive = ours is ahead. */
  public synchronized double skewSeconds() {
    return skew.millis() / 1e3;
  }

  private double youngestMillis(int partition, long wallNanos) {
    double youngest = Double.NaN;
    int filled = Math.min(counts[partition], SAMPLES);
    for (int i = partition * SAMPLES; i < partition * SAMPLES + filled; i++) {
      if (wallNanos - times[i] <= FRESH_NANOS && !(youngest <= ages[i])) {
        youngest = ages[i];
      }
    }
    return youngest;
  }
}
