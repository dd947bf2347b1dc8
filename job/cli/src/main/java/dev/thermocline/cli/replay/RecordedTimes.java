package dev.thermocline.cli.replay;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/** Reads the times of a recording, every one in the unit of the first. */
final class RecordedTimes {

  /** From here on a number counts milliseconds: as seconds it would be the year 5138. */
  private static final double FIRST_MILLIS = 1e11;

  /** From here on it counts something smaller: as milliseconds it would be the year 5138. */
  private static final double FIRST_TOO_FINE = 1e14;

  private static final double NANOS = 1e9;
  private static final int SHOWN = 40;

  private final Path file;
  private @Nullable Unit unit;

  /** Times of a file, which messages name. */
  RecordedTimes(Path file) {
    this.file = file;
  }

  private enum Unit {
    SECONDS("seconds"),
    MILLIS("milliseconds since 1970"),
    ISO("ISO-8601");

    private final String text;

    Unit(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private record Time(double seconds, Unit unit) {}

  /**
   * The time of a line in seconds.
   *
   * @param column as it is written, in quotes or not
   * @throws IllegalArgumentException naming the line, when that is no time or in another unit than
   *     the first
   */
  double seconds(String column, int line) {
    String text = unquoted(column);
    Time time;
    try {
      time = text.indexOf(':') < 0 ? number(text) : instant(text);
    } catch (NumberFormatException | DateTimeException e) {
      throw noTime(text, line, e);
    }
    if (!(time.seconds() >= 0) || Double.isInfinite(time.seconds())) {
      throw noTime(text, line, null);
    }
    Unit first = unit == null ? time.unit() : unit;
    if (time.unit() != first) {
      throw refused(
          text,
          line,
          ", " + time.unit() + "; allowed are " + first + ", as the first time is; mend the line",
          null);
    }
    unit = first;
    return time.seconds();
  }

  private static String unquoted(String column) {
    return column.length() > 1 && column.startsWith("\"") && column.endsWith("\"")
        ? column.substring(1, column.length() - 1)
        : column;
  }

  private static Time number(String text) {
    double value = Double.parseDouble(text);
    if (value >= FIRST_TOO_FINE) {
      return new Time(Double.POSITIVE_INFINITY, Unit.MILLIS);
    }
    return value >= FIRST_MILLIS
        ? new Time(value / 1000, Unit.MILLIS)
        : new Time(value, Unit.SECONDS);
  }

  private static Time instant(String text) {
    TemporalAccessor time =
        DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
    Instant instant =
        time instanceof OffsetDateTime at
            ? at.toInstant()
            : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
    return new Time(instant.getEpochSecond() + instant.getNano() / NANOS, Unit.ISO);
  }

  private IllegalArgumentException noTime(String text, int line, @Nullable Exception cause) {
    return refused(
        text,
        line,
        "; allowed are seconds from 0, milliseconds since 1970 (a number from 1e11 and below 1e14)"
            + " and ISO-8601 such as 2026-01-31T12:00:00Z; mend or remove the line",
        cause);
  }

  private IllegalArgumentException refused(
      String text, int line, String why, @Nullable Exception cause) {
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    return new IllegalArgumentException(
        "--trace-file " + file + " line " + line + " is '" + shown + "'" + why, cause);
  }
}
