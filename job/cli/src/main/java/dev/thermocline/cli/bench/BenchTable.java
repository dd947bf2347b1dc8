package dev.thermocline.cli.bench;

import dev.thermocline.cli.bench.BenchReport.ControllerResult;
import dev.thermocline.cli.bench.BenchReport.Mean;
import dev.thermocline.cli.bench.BenchReport.OtherSlo;
import dev.thermocline.cli.bench.BenchReport.TraceResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The report for people: tables of text, as cells for other writers, too. */
public final class BenchTable {

  static final List<String> COLUMNS =
      List.of(
          "agreement",
          "accuracy",
          "late %",
          "eff. agr.",
          "eff. acc.",
          "layers",
          "p50 ms",
          "p99 ms",
          "p99.9 ms",
          "lag s/s",
          "rev/min",
          "p-p",
          "recov. s",
          "regret",
          "gap %");

  static final List<String> MEAN_COLUMNS =
      List.of(
          "traces",
          "held",
          "agreement",
          "late %",
          "eff. agr.",
          "eff. acc.",
          "layers",
          "regret",
          "gap %");

  private static final int NAME = 15;

  private BenchTable() {}

  /** The whole report. */
  public static String of(BenchReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(summary(report));
    for (OtherSlo slo : report.slos()) {
      for (TraceResult trace : slo.traces()) {
        lines.add("");
        lines.add(title(trace, slo.sloMs()));
        lines.add(line("", COLUMNS));
        trace.controllers().forEach(result -> lines.add(line(result.name(), row(result))));
      }
      lines.add("");
      lines.add("mean over the feasible traces, SLO " + slo.sloMs() + " ms");
      lines.add(line("", MEAN_COLUMNS));
      slo.means().forEach(mean -> lines.add(line(mean.name(), row(mean))));
    }
    return String.join("\n", lines);
  }

  /** What everything stands against, in one line. */
  static String summary(BenchReport report) {
    return String.format(
        Locale.ROOT,
        "full depth %.1f records/s, rung %d (limit %.2f) %.1f records/s: M = %.2f; seed %d, %d s a"
            + " cell, %d processors",
        report.fullDepthCapacity(),
        report.limitRung(),
        report.maxLoss(),
        report.limitCapacity(),
        report.limitFactor(),
        report.seed(),
        report.secondsPerCell(),
        report.processors());
  }

  /** A trace in one line. */
  static String title(TraceResult trace, long sloMs) {
    Boolean feasible = trace.feasible();
    String verdict =
        feasible == null ? "feasibility unknown" : feasible ? "feasible" : "not feasible";
    return String.format(
        Locale.ROOT,
        "%s: %s of full depth, peak %.0f records/s, %.0f s; SLO %d ms, %s%s",
        trace.name(),
        trace.rates(),
        trace.peakRate(),
        trace.seconds(),
        sloMs,
        verdict,
        trace.clairvoyant() == null ? "" : ", clairvoyant " + number("%.4f", trace.clairvoyant()));
  }

  /** A controller's cells under {@link #COLUMNS}. */
  static List<String> row(ControllerResult result) {
    return List.of(
        number("%.4f", result.quality()),
        number("%.4f", result.accuracy()),
        percent(result.lateFraction()),
        number("%.4f", result.effectiveAgreement()),
        number("%.4f", result.effectiveAccuracy()),
        number("%.3f", result.meanLayersFraction()),
        number("%.0f", result.p50()),
        number("%.0f", result.p99()),
        number("%.0f", result.p999()),
        number("%+.3f", result.lagSlope()),
        number("%.1f", result.reversalsPerMinute()),
        number("%.2f", result.depthPeakToPeak()),
        number("%.1f", result.recoverySeconds()),
        number("%.4f", result.regret()),
        whole(result.gapClosed()));
  }

  /** A controller's cells under {@link #MEAN_COLUMNS}. */
  static List<String> row(Mean mean) {
    return List.of(
        String.valueOf(mean.traces()),
        String.valueOf(mean.held()),
        number("%.4f", mean.quality()),
        percent(mean.lateFraction()),
        number("%.4f", mean.effectiveAgreement()),
        number("%.4f", mean.effectiveAccuracy()),
        number("%.3f", mean.meanLayersFraction()),
        number("%.4f", mean.regret()),
        whole(mean.gapClosed()));
  }

  private static String line(String name, List<String> cells) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-" + NAME + "s", name));
    cells.forEach(cell -> line.append(String.format(Locale.ROOT, " %9s", cell)));
    return line.toString();
  }

  private static String percent(@Nullable Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.2f", share * 100);
  }

  private static String whole(@Nullable Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.0f", share * 100);
  }

  private static String number(String format, @Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, format, value);
  }
}
