package dev.thermocline.cli.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Arrivals recorded elsewhere, from a text file: one time per line, or CSV whose first column is
 * one. Times are seconds since any epoch, milliseconds since 1970 (from 100,000,000,000 on), or
 * ISO-8601, UTC unless it says otherwise, and all alike: what the first one is. From
 * 100,000,000,000,000 on a number is refused, since only microseconds or nanoseconds since 1970 are
 * as large. Blank lines are skipped, and so are a byte order mark and a first line whose first
 * column has no digit. Times need not be in order.
 */
public final class Recording {

  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final double NANOS = 1e9;

  private final long[] nanos;

  private Recording(long[] nanos) {
    this.nanos = nanos;
  }

  /**
   * Reads a recording.
   *
   * @throws IllegalArgumentException naming the first line that is no time or in another unit than
   *     the first, or that there is none
   */
  public static Recording read(Path file) throws IOException {
    double[] seconds = new double[1024];
    int size = 0;
    RecordedTimes times = new RecordedTimes(file);
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (number == 1 && line.startsWith(BYTE_ORDER_MARK)) {
          line = line.substring(1);
        }
        String column = line.split(",", 2)[0].strip();
        if (line.isBlank() || (number == 1 && isHeader(column))) {
          continue;
        }
        if (size == seconds.length) {
          seconds = Arrays.copyOf(seconds, 2 * size);
        }
        seconds[size] = times.seconds(column, number);
        size++;
      }
    }
    if (size == 0) {
      throw new IllegalArgumentException(
          "--trace-file is " + file + ", which holds no time; give one per line");
    }
    return of(Arrays.copyOf(seconds, size));
  }

  /** Arrivals at those seconds, in any order and from any epoch; at least one. */
  public static Recording of(double[] seconds) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    return new Recording(
        Arrays.stream(sorted).mapToLong(s -> (long) ((s - sorted[0]) * NANOS)).toArray());
  }

  private static boolean isHeader(String column) {
    return !column.isEmpty() && column.chars().noneMatch(Character::isDigit);
  }

  /** How many there are. */
  public int size() {
    return nanos.length;
  }

  /** Nanoseconds from the first to number i. */
  long nanos(int i) {
    return nanos[i];
  }

  /** Arrivals in the busiest second, per second. */
  public double peakRate() {
    int most = 0;
    int from = 0;
    for (int i = 0; i < nanos.length; i++) {
      while (nanos[i] - nanos[from] >= NANOS) {
        from++;
      }
      most = Math.max(most, i - from + 1);
    }
    return most;
  }
}
