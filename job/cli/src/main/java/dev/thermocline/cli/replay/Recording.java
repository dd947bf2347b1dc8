package dev.thermocline.cli.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Arrivals recorded elsewhere, from a text file: one time per line, or CSV whose first column is
 * one. Times are seconds since any epoch, milliseconds since 1970 (from 100,000,000,000 on), or
 * ISO-8601, UTC unless it says otherwise; from 100,000,000,000,000 on a number is refused, since
 * only microseconds or nanoseconds since 1970 are as large. Blank lines are skipped, and so is a
 * first line whose first column has no digit. Times need not be in order.
 */
public final class Recording {

  /** From here on a number counts milliseconds: as seconds it would be the year 5138. */
  private static final double FIRST_MILLIS = 1e11;

  /** From here on it counts something smaller: as milliseconds it would be the year 5138. */
  private static final double FIRST_TOO_FINE = 1e14;

  private static final double NANOS = 1e9;
  private static final int SHOWN = 40;

  private final long[] nanos;

  private Recording(long[] nanos) {
    this.nanos = nanos;
  }

  /**
   * Reads a recording.
   *
   * @throws IllegalArgumentException naming the first line that is no time, or that there is none
   */
  public static Recording read(Path file) throws IOException {
    double[] seconds = new double[1024];
    int size = 0;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String column = line.split(",", 2)[0].strip();
        if (line.isBlank() || (number == 1 && isHeader(column))) {
          continue;
        }
        if (size == seconds.length) {
          seconds = Arrays.copyOf(seconds, 2 * size);
        }
        seconds[size] = seconds(column, file, number);
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

  private static double seconds(String column, Path file, int line) {
    String text =
        column.length() > 1 && column.startsWith("\"") && column.endsWith("\"")
            ? column.substring(1, column.length() - 1)
            : column;
    try {
      double seconds = text.indexOf(':') < 0 ? number(text) : instant(text);
      if (seconds >= 0 && !Double.isInfinite(seconds)) {
        return seconds;
      }
    } catch (NumberFormatException | DateTimeException e) {
      throw refused(text, file, line, e);
    }
    throw refused(text, file, line, null);
  }

  private static double number(String text) {
    double value = Double.parseDouble(text);
    if (value >= FIRST_TOO_FINE) {
      return Double.POSITIVE_INFINITY;
    }
    return value >= FIRST_MILLIS ? value / 1000 : value;
  }

  private static double instant(String text) {
    TemporalAccessor time =
        DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
    Instant instant =
        time instanceof OffsetDateTime at
            ? at.toInstant()
            : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
    return instant.getEpochSecond() + instant.getNano() / NANOS;
  }

  private static IllegalArgumentException refused(
      String text, Path file, int line, @Nullable Exception cause) {
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    return new IllegalArgumentException(
        "--trace-file "
            + file
            + " line "
            + line
            + " is '"
            + shown
            + "'; allowed are seconds from 0, milliseconds since 1970 (a number from 1e11 and below"
            + " 1e14) and ISO-8601 such as 2026-01-31T12:00:00Z; mend or remove the line",
        cause);
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
