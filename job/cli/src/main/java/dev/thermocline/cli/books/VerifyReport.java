package dev.thermocline.cli.books;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.thermocline.cli.figures.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the topics of a job say about it; printed as JSON with these names.
 *
 * @param in records in the input topic when the account began, tombstones left out
 * @param out of those, the ones with a prediction
 * @param missing of those, the ones that came out neither as a prediction nor as a dead letter
 * @param duplicates predictions and dead letters beyond a record's first
 * @param outOfOrder predictions that came behind one of a later record of their key and partition
 * @param deadLettered of those that went in, the ones in the dead-letter topic
 * @param unknown predictions and dead letters of which no record went in
 * @param latencyMs from the Kafka timestamp to the operator's emission
 * @param visibleLatencyMs from the Kafka timestamp to the commit that made the prediction visible;
 *     nulls where that is in no topic
 * @param notes what else is to be said, one line each
 */
public record VerifyReport(
    int in,
    int out,
    int missing,
    int duplicates,
    int outOfOrder,
    int deadLettered,
    int unknown,
    Quantiles latencyMs,
    Quantiles visibleLatencyMs,
    @JsonIgnore List<String> notes) {

  public VerifyReport {
    notes = List.copyOf(notes);
  }

  /**
   * Whether nothing is missing, nothing came twice and nothing came that was not put in.
   *
   * @param ordered whether every key must have kept its order, too
   */
  public boolean passed(boolean ordered) {
    return faults(ordered).isEmpty();
  }

  /** What is wrong, in one line; empty when nothing is. */
  public String faults(boolean ordered) {
    List<String> found = new ArrayList<>();
    add(found, missing, "records are missing");
    add(found, duplicates, "came twice");
    add(found, unknown, "came out that never went in");
    if (ordered) {
      add(found, outOfOrder, "came out of order within their key");
    }
    return String.join(", ", found);
  }

  private static void add(List<String> found, int count, String what) {
    if (count > 0) {
      found.add(String.format(Locale.ROOT, "%d %s", count, what));
    }
  }

  /** The report for people: one line per value. */
  public String table() {
    return String.join(
        "\n",
        line("records in / out / dead-lettered", in + " / " + out + " / " + deadLettered),
        line("missing / twice / never put in", missing + " / " + duplicates + " / " + unknown),
        line("out of order within a key", Integer.toString(outOfOrder)),
        line("latency p50 / p95 / p99", latencyMs.line()),
        line("visible latency p50 / p95 / p99", visibleLatencyMs.line()));
  }

  private static String line(String name, String value) {
    return String.format(Locale.ROOT, "%-36s %s", name, value);
  }
}
