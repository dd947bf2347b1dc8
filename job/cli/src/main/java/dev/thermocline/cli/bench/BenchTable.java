package dev.thermocline.cli.bench;

import dev.thermocline.cli.bench.BenchReport.ControllerResult;
import dev.thermocline.cli.bench.BenchReport.Entrant;
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
          "gap %",
          "disturbed",
          "gen. late",
          "pace",
          "binding",
          "faults");

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
          "gap %",
          "adaptive+",
          "95 % from",
          "to");

  private static final int NAME = 15;

  private BenchTable() {}

  /** The whole report. */
  public static String of(BenchReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(summary(report));
    lines.addAll(contenders(report));
    lines.addAll(sittings(report.sittings(), report.fullDepthCapacity(), report.limitCapacity()));
    for (OtherSlo slo : report.slos()) {
      for (TraceResult trace : slo.traces()) {
        lines.add("");
        lines.add(title(trace, slo.sloMs()));
        lines.add(line("", COLUMNS));
        trace.controllers().forEach(result -> lines.add(line(result.name(), row(result))));
        lines.add("order: " + String.join(", ", trace.order()));
      }
      lines.add("");
      lines.add("mean over the feasible traces, SLO " + slo.sloMs() + " ms");
      lines.add(line("", MEAN_COLUMNS));
      slo.means().forEach(mean -> lines.add(line(mean.name(), row(mean))));
      lines.addAll(noInterval(slo.means()));
    }
    return String.join("\n", lines);
  }

  /** What everything stands against, in one line. */
  static String summary(BenchReport report) {
    return String.format(
        Locale.ROOT,
        "full depth %.1f records/s, rung %d (limit %.2f) %.1f records/s: M = %.2f; seed %d, %d s a"
            + " cell, %d processors, program %s",
        report.fullDepthCapacity(),
        report.limitRung(),
        report.maxLoss(),
        report.limitCapacity(),
        report.limitFactor(),
        report.seed(),
        report.secondsPerCell(),
        report.processors(),
        Program.shortened(report.version()));
  }

  /** What each contender is, a line each. */
  static List<String> contenders(BenchReport report) {
    List<String> lines = new ArrayList<>();
    for (Entrant entrant : report.contenders()) {
      List<String> words = new ArrayList<>();
      if (entrant.rung() != null) {
        words.add("rung " + entrant.rung());
      }
      if (entrant.sameAs() != null) {
        words.add("ran as " + entrant.sameAs());
      }
      if (entrant.utilisation() != null) {
        words.add(
            String.format(
                Locale.ROOT, "estimated utilisation %.2f at 0.9 M", entrant.utilisation()));
      }
      entrant.parameters().forEach((name, value) -> words.add(name + " " + value));
      lines.add(entrant.name() + ": " + (words.isEmpty() ? "-" : String.join(", ", words)));
    }
    return lines;
  }

  /** How far what the job carries had moved in each sitting, a line each. */
  static List<String> sittings(
      List<Sittings.Sitting> sittings, double fullDepthCapacity, double limitCapacity) {
    List<String> lines = new ArrayList<>();
    for (Sittings.Sitting sitting : sittings) {
      lines.add(
          "sitting "
              + sitting.number()
              + ", "
              + sitting.started()
              + ": "
              + beginning(sitting, fullDepthCapacity)
              + end(sitting, fullDepthCapacity, limitCapacity));
    }
    return lines;
  }

  private static String beginning(Sittings.Sitting sitting, double fullDepthCapacity) {
    return sitting.fullDepthBefore() == null
        ? ""
        : "at its beginning full depth "
            + moved(sitting.fullDepthBefore(), fullDepthCapacity)
            + number(", pace %.2f", sitting.paceBefore())
            + (sitting.moved(fullDepthCapacity) ? ", CAPACITY MOVED; " : "; ");
  }

  private static String end(
      Sittings.Sitting sitting, double fullDepthCapacity, double limitCapacity) {
    if (sitting.notMeasured() != null) {
      return "at its end not measured: " + sitting.notMeasured();
    }
    return sitting.fullDepthCapacity() == null
        ? "stopped before its end, not measured again"
        : "at its end full depth "
            + moved(sitting.fullDepthCapacity(), fullDepthCapacity)
            + ", limit "
            + moved(sitting.limitCapacity(), limitCapacity);
  }

  private static String moved(@Nullable Double now, double before) {
    return now == null
        ? "-"
        : String.format(Locale.ROOT, "%.1f records/s (%+.1f %%)", now, (now / before - 1) * 100);
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
        atLeast(result, "p50") + number("%.0f", result.p50()),
        atLeast(result, "p99") + number("%.0f", result.p99()),
        atLeast(result, "p999") + number("%.0f", result.p999()),
        number("%+.3f", result.lagSlope()),
        number("%.1f", result.reversalsPerMinute()),
        number("%.2f", result.depthPeakToPeak()),
        atLeast(result, "recoverySeconds") + number("%.1f", result.recoverySeconds()),
        number("%.4f", result.regret()),
        whole(result.gapClosed()),
        number("%.3f", result.disturbedLayersFraction()),
        number("%.0f", result.generatorLateP99())
            + number("/%.0f", result.generatorLateMax())
            + (result.generatorLate() ? " LATE" : ""),
        String.format(
                Locale.ROOT,
                "%.2f %.2f-%.2f",
                result.pace(),
                result.paceBefore(),
                result.paceAfter())
            + (result.paceMoved() ? " MOVED" : ""),
        result.bindingConstraint(),
        result.faults() + (result.capacityMoved() ? "; CAPACITY MOVED" : ""));
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
        whole(mean.gapClosed()),
        number("%+.4f", mean.adaptiveLead()),
        number("%+.4f", mean.adaptiveLeadLow()),
        number("%+.4f", mean.adaptiveLeadHigh()));
  }

  /** Why there is no interval of some controllers, in a line at most. */
  static List<String> noInterval(List<Mean> means) {
    List<String> names =
        means.stream()
            .filter(mean -> mean.adaptiveLead() != null && mean.adaptiveLeadLow() == null)
            .filter(mean -> mean.traces() > 1)
            .map(Mean::name)
            .toList();
    return names.isEmpty()
        ? List.of()
        : List.of(
            "no interval for "
                + String.join(", ", names)
                + ": on a feasible trace adaptive ran in another sitting, on another state of the"
                + " machine");
  }

  private static String line(String name, List<String> cells) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-" + NAME + "s", name));
    cells.forEach(cell -> line.append(String.format(Locale.ROOT, " %9s", cell)));
    return line.toString();
  }

  private static String atLeast(ControllerResult result, String figure) {
    return result.atLeast().contains(figure) ? ">=" : "";
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
