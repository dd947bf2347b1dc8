package dev.thermocline.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The matrix: what each fault left missing, doubled and disordered, and how long until the job went
 * on.
 *
 * @param faults a row for each
 */
record FaultReport(List<FaultResult> faults) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String ROW = "%-24s %-8s %8s %8s %11s %13s %12s %10s %9s %12s %11s";

  FaultReport {
    faults = List.copyOf(faults);
  }

  /** The report as JSON. */
  String json() throws JsonProcessingException {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this);
  }

  /** The report for people: a line for each row, and one for each promise not kept. */
  String table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        ROW.formatted(
            "fault",
            "bundle",
            "records",
            "missing",
            "duplicates",
            "out of order",
            "s to resume",
            "different",
            "keys",
            "in flight",
            "last stage"));
    faults.forEach(row -> lines.add(line(row)));
    for (FaultResult row : faults) {
      row.broken().forEach(why -> lines.add("BROKEN " + title(row) + ": " + why));
    }
    return String.join("\n", lines);
  }

  private static String title(FaultResult row) {
    return row.name() + ", " + row.bundle() + " bundle";
  }

  private static String line(FaultResult row) {
    FaultResult.Strokes strokes = row.strokes();
    return ROW.formatted(
        row.name(),
        row.bundle(),
        shown("%d", row.records()),
        shown("%d", row.missing()),
        shown("%d", row.duplicates()),
        shown("%d", row.outOfOrder()),
        shown("%.1f", row.secondsToResume()),
        shown("%d", row.different()),
        shown("%d", row.keys()),
        strokes == null ? "-" : strokes.inFlight() + "/" + strokes.inFlightMax(),
        shown("%.1f%%", row.lastStageShare() == null ? null : 100 * row.lastStageShare()));
  }

  private static String shown(String format, @Nullable Number value) {
    return value == null ? "-" : String.format(Locale.ROOT, format, value);
  }
}
