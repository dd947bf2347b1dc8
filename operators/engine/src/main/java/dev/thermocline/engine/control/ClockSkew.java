package dev.thermocline.engine.control;

import java.util.Arrays;

/**
 * The baseline of ages: the minimum over the last 60 s in which there were samples, of the median
 * of five, so that no single odd timestamp moves it. Before five samples it is 0 unless they lie in
 * the future: the first record a job meets may well head a backlog.
 */
final class ClockSkew {
  private static final int WINDOW = 5;
  private static final int SLICES = 6;
  private static final long SLICE_NANOS = 10_000_000_000L;

  private final long[] recent = new long[WINDOW];
  private final long[] sorted = new long[WINDOW];
  private final long[] minima = new long[SLICES];
  private final long[] slices = new long[SLICES];
  private int samples;
  private long known;

  ClockSkew() {
    Arrays.fill(slices, Long.MIN_VALUE);
  }

  void sample(long ageMillis, long wallNanos) {
    recent[samples % WINDOW] = ageMillis;
    samples = samples + 1 < 2 * WINDOW ? samples + 1 : WINDOW;
    long median = median(Math.min(samples, WINDOW));
    if (samples < WINDOW && median > 0) {
      return;
    }
    long slice = Math.floorDiv(wallNanos, SLICE_NANOS);
    int at = (int) Math.floorMod(slice, (long) SLICES);
    minima[at] = slices[at] == slice ? Math.min(minima[at], median) : median;
    slices[at] = slice;
    known = minimum(slice);
  }

  /** The baseline; what was learnt stays until newer samples replace it. */
  long millis() {
    return known;
  }

  private long minimum(long now) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < SLICES; i++) {
      if (slices[i] != Long.MIN_VALUE && now - slices[i] < SLICES) {
        least = Math.min(least, minima[i]);
      }
    }
    return least;
  }

  private long median(int filled) {
    System.arraycopy(recent, 0, sorted, 0, filled);
    Arrays.sort(sorted, 0, filled);
    return sorted[filled / 2];
  }
}
