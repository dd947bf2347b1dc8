package dev.thermocline.cli.replay;

import dev.thermocline.cli.figures.Statistics;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a replay went.
 *
 * @param records records the broker has acknowledged
 * @param seconds from when the first was due to the last acknowledgement
 * @param rate records per second of that time
 * @param lateMs how long after it was due a record was handed to the broker's client; null where
 *     records were due at no time of their own
 */
public record ReplayReport(int records, double seconds, double rate, @Nullable Lateness lateMs) {

  /** Milliseconds that half and 99 % of the records did not exceed, and the largest. */
  public record Lateness(double p50, double p99, double max) {}

  /**
   * The report of a replay.
   *
   * @param lateMillis lateness of each record; empty where none was due at a time of its own
   */
  static ReplayReport of(int records, double seconds, double[] lateMillis) {
    return new ReplayReport(
        records, seconds, records / seconds, lateMillis.length == 0 ? null : lateness(lateMillis));
  }

  private static Lateness lateness(double[] millis) {
    return new Lateness(
        Statistics.percentile(millis, 0.5),
        Statistics.percentile(millis, 0.99),
        Statistics.percentile(millis, 1));
  }

  /** The report for people: one line per value. */
  public String table() {
    String rate = String.format(Locale.ROOT, "%.1f records/s in %.1f s", this.rate, seconds);
    String late =
        lateMs == null
            ? "-"
            : String.format(
                Locale.ROOT, "%.1f / %.1f / %.1f ms", lateMs.p50(), lateMs.p99(), lateMs.max());
    return String.join(
        "\n",
        line("records sent", "" + records),
        line("rate", rate),
        line("generator late p50 / p99 / max", late));
  }

  private static String line(String name, String value) {
    return String.format(Locale.ROOT, "%-36s %s", name, value);
  }
}
