package dev.thermocline.cli.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.thermocline.cli.figures.Quantiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one replay measured; written as JSON with these names. A null is a thing this run could not
 * measure.
 *
 * @param bundleId digest of the bundle that answered
 * @param recordsIn records written to the input topic, spoilt ones too
 * @param recordsOut records in the output topic, each counted once
 * @param missing records that came out neither as a prediction nor as a dead letter
 * @param duplicates predictions or dead letters beyond a record's first
 * @param deadLettered records in the dead-letter topic
 * @param seconds from the first arrival to the last emission
 * @param throughput records out per second of that time
 * @param fullDepthCapacity records per second of the whole job at full depth, saturated
 * @param loadFactor the trace's peak rate over {@code fullDepthCapacity}
 * @param latencyMs from the Kafka timestamp to the operator's emission
 * @param visibleLatencyMs from the Kafka timestamp until a read_committed consumer had it
 * @param sloMs limit that latencies are held against
 * @param lateFraction share of the records out whose latency was above the limit
 * @param lagSlope growth of the latency over the run, seconds per second
 * @param recoverySeconds from where the load gives way to the last late emission; 0 when none was
 *     late after it; null for a trace without such a place
 * @param depthRecoverySeconds from there to the first emission of a stretch of at least a second,
 *     by emission, in which every record ran the most expensive rung; null for a trace without a
 *     fall, or when that never came
 * @param bindingConstraint what kept the depth where it was at the peak of the load, over the
 *     records due then: {@code best} when all ran the most expensive rung, {@code limit} when more
 *     than half ran the cheapest one that the quality limit allows, {@code pin} when the run held
 *     one rung whatever the load, else {@code rate}
 * @param meanLayersFraction mean share of the layers run
 * @param exitCounts records that left at each exit, index 0 = exit 1
 * @param accuracy share of right labels
 * @param fullDepthAccuracy share of right labels of full depth on the same records
 * @param agreement share of records labelled as full depth labels them
 * @param certifiedRisk mean of the certified bounds the records ran under
 * @param rung operating points the records ran at
 */
@JsonPropertyOrder({
  "bundleId",
  "recordsIn",
  "recordsOut",
  "missing",
  "duplicates",
  "deadLettered",
  "seconds",
  "throughput",
  "fullDepthCapacity",
  "loadFactor",
  "latencyMs",
  "visibleLatencyMs",
  "sloMs",
  "lateFraction",
  "lagSlope",
  "recoverySeconds",
  "depthRecoverySeconds",
  "bindingConstraint",
  "meanLayersFraction",
  "exitCounts",
  "accuracy",
  "fullDepthAccuracy",
  "agreement",
  "certifiedRisk",
  "rung"
})
public record DemoReport(
    @Nullable String bundleId,
    int recordsIn,
    int recordsOut,
    int missing,
    int duplicates,
    int deadLettered,
    @Nullable Double seconds,
    @Nullable Double throughput,
    @Nullable Double fullDepthCapacity,
    double loadFactor,
    Quantiles latencyMs,
    Quantiles visibleLatencyMs,
    double sloMs,
    @Nullable Double lateFraction,
    @Nullable Double lagSlope,
    @Nullable Double recoverySeconds,
    @Nullable Double depthRecoverySeconds,
    @Nullable String bindingConstraint,
    @Nullable Double meanLayersFraction,
    List<Integer> exitCounts,
    @Nullable Double accuracy,
    @Nullable Double fullDepthAccuracy,
    @Nullable Double agreement,
    @Nullable Double certifiedRisk,
    Rungs rung) {

  /** Smallest, mean and largest rung. */
  public record Rungs(@Nullable Integer min, @Nullable Double mean, @Nullable Integer max) {}

  public DemoReport {
    exitCounts = List.copyOf(exitCounts);
  }

  /** Writes the report as JSON. */
  public void write(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, json() + "\n");
  }

  String json() throws IOException {
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this);
  }

  /** The report for people: one line per value. */
  public String table() {
    return String.join(
        "\n",
        line("bundle", shortId()),
        line(
            "records in / out / dead-lettered",
            recordsIn + " / " + recordsOut + " / " + deadLettered),
        line("missing / twice", missing + " / " + duplicates),
        line("throughput", number("%.1f records/s in %s s", throughput, number("%.1f", seconds))),
        line("full-depth capacity", number("%.1f records/s", fullDepthCapacity)),
        line("load at the peak", number("%.2f x full-depth capacity", loadFactor)),
        line("latency p50 / p95 / p99", latencyMs.line()),
        line("visible latency p50 / p95 / p99", visibleLatencyMs.line()),
        line("late (over %.0f ms)".formatted(sloMs), percent(lateFraction)),
        line("lag slope", number("%+.3f s/s", lagSlope)),
        line("recovery", number("%.1f s", recoverySeconds)),
        line("depth back at its best after", number("%.1f s", depthRecoverySeconds)),
        line("binding constraint", bindingConstraint == null ? "-" : bindingConstraint),
        line("layers run", percent(meanLayersFraction)),
        line("records per exit", exitCounts.toString()),
        line("accuracy", percent(accuracy)),
        line("accuracy at full depth", percent(fullDepthAccuracy)),
        line("agreement with full depth", percent(agreement)),
        line("certified risk", number("%.4f", certifiedRisk)),
        line("rung min / mean / max", rungs()));
  }

  private String shortId() {
    if (bundleId == null) {
      return "-";
    }
    String digest = bundleId.substring(bundleId.indexOf(':') + 1);
    return digest.substring(0, Math.min(12, digest.length()));
  }

  private String rungs() {
    return rung.min() + " / " + number("%.2f", rung.mean()) + " / " + rung.max();
  }

  private static String line(String name, String value) {
    return String.format(Locale.ROOT, "%-36s %s", name, value);
  }

  private static String percent(@Nullable Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.2f %%", share * 100);
  }

  private static String number(String format, @Nullable Double value, Object... more) {
    if (value == null) {
      return "-";
    }
    Object[] arguments = new Object[more.length + 1];
    arguments[0] = value;
    System.arraycopy(more, 0, arguments, 1, more.length);
    return String.format(Locale.ROOT, format, arguments);
  }
}
