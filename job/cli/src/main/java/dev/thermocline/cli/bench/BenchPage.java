package dev.thermocline.cli.bench;

import dev.thermocline.cli.bench.BenchReport.ControllerResult;
import dev.thermocline.cli.bench.BenchReport.Mean;
import dev.thermocline.cli.bench.BenchReport.OtherSlo;
import dev.thermocline.cli.bench.BenchReport.TraceResult;
import dev.thermocline.cli.bench.Panel.Scale;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report as one HTML page with its plots, readable without a network and in print. */
final class BenchPage {

  private static final String STYLE = "page.css";

  /** More than that behind the end of a trace is the drain of who fell behind. */
  private static final double DRAIN_SHOWN = 0.1;

  private final BenchReport report;
  private final BenchOptions options;
  private final List<Contender> contenders;
  private final CellStore store;

  /**
   * A page.
   *
   * @param report what it shows; its traces and controllers are those of the options, in order
   * @param options what was asked for
   * @param contenders those that ran, in the report's order
   * @param store the cells it draws
   */
  BenchPage(BenchReport report, BenchOptions options, List<Contender> contenders, CellStore store) {
    this.report = report;
    this.contenders = contenders;
    this.options = options;
    this.store = store;
  }

  /** Writes the page. */
  void write(Path file) throws IOException {
    StringBuilder html = new StringBuilder();
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>Stream benchmark</title>\n<style>\n")
        .append(style())
        .append("</style>\n</head>\n<body>\n<h1>Stream benchmark</h1>\n")
        .append(paragraph(BenchTable.summary(report)))
        .append(paragraph(conditions()))
        .append(lines(BenchTable.contenders(report)))
        .append(
            lines(
                BenchTable.sittings(
                    report.sittings(), report.fullDepthCapacity(), report.limitCapacity())));
    for (OtherSlo slo : report.slos()) {
      html.append("<h2>SLO ").append(slo.sloMs()).append(" ms</h2>\n").append(means(slo));
    }
    html.append(words());
    for (OtherSlo slo : report.slos()) {
      for (int i = 0; i < slo.traces().size(); i++) {
        section(html, slo.traces().get(i), options.traces().get(i), slo.sloMs());
      }
    }
    html.append("</body>\n</html>\n");
    Files.writeString(file, html.toString());
  }

  private static String style() throws IOException {
    try (var in = BenchPage.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new IOException(STYLE + " is missing from the program; build it again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String conditions() {
    Double right = report.fullDepthAccuracy();
    return "Bundle "
        + report.bundleId()
        + ", records sha256:"
        + report.dataSha256()
        + ", program "
        + Program.shortened(report.version())
        + ", Java "
        + report.java()
        + (right == null
            ? "; the records have no labels."
            : String.format(
                Locale.ROOT, "; full depth is right on %.2f %% of the records.", right * 100));
  }

  private static String lines(List<String> lines) {
    StringBuilder html = new StringBuilder("<p>");
    lines.forEach(line -> html.append(Svg.escaped(line)).append("<br>\n"));
    return html.append("</p>\n").toString();
  }

  private static String paragraph(String text) {
    return "<p>" + Svg.escaped(text) + "</p>\n";
  }

  private static String words() {
    return paragraph(
        "Agreement: share of the records out labelled as full depth labels them. Late: older than"
            + " the SLO when emitted, or not out when reading ended. Eff.: agrees, or is right, and"
            + " is in time. Layers: share of the layers run. Lag: growth of the age over the trace."
            + " Rev: turns of the depth of at least 0.05 layers. p-p: highest less lowest depth in"
            + " the second half. Recov.: from where the load gives way to the last late record."
            + " Regret: the clairvoyant bound less the effective agreement. Gap: share of the way"
            + " from static-limit to that bound. A trace is feasible where static-limit keeps p99"
            + " within the SLO. Disturbed: layers run by records due while the trace disturbs. Gen."
            + " late: p99 / most of how late the generator handed records over, ms; LATE from 50"
            + " ms on. >=: records were not out, so it is at least that; Lag then ends at the first"
            + " of them. Adaptive+: effective agreement of adaptive less this one's, and its 95 %"
            + " bootstrap interval over traces. Pace: usual speed of the bare engine before the"
            + " trace, over what it was when the capacities were measured, to which the load is"
            + " scaled, then its speed just before and after the run; MOVED: the mean of these is"
            + " more than 10 % from the first, also when run again. Capacity moved: the"
            + " sitting began with full depth, at its pace, more than 10 % off what everything stands"
            + " against.");
  }

  private static String means(OtherSlo slo) {
    List<String> rows = new ArrayList<>();
    for (Mean mean : slo.means()) {
      rows.add(row(mean.name(), BenchTable.row(mean)));
    }
    return table("Mean over the feasible traces", BenchTable.MEAN_COLUMNS, rows)
        + lines(BenchTable.noInterval(slo.means()));
  }

  private void section(StringBuilder html, TraceResult trace, BenchTrace of, long sloMs)
      throws IOException {
    html.append("<section>\n<h2>").append(Svg.escaped(trace.name())).append("</h2>\n");
    List<String> rows = new ArrayList<>();
    for (ControllerResult result : trace.controllers()) {
      rows.add(row(result.name(), BenchTable.row(result)));
    }
    html.append(table(BenchTable.title(trace, sloMs), BenchTable.COLUMNS, rows))
        .append(paragraph("Order: " + String.join(", ", trace.order())))
        .append(legend());
    List<Cell> cells = new ArrayList<>();
    for (Contender contender : contenders) {
      cells.add(store.finished(of, contender, sloMs));
    }
    double shown = trace.seconds() * (1 + DRAIN_SHOWN);
    double highest =
        cells.stream().mapToDouble(cell -> new CellPlot(cell, shown).highestRate()).max().orElse(1);
    for (Cell cell : cells) {
      html.append("<figure><figcaption>")
          .append(Svg.escaped(cell.run().contender()))
          .append("</figcaption>")
          .append(new CellPlot(cell, shown).svg(Scale.upTo(highest), sloMs, report.limitRung()))
          .append("</figure>\n");
    }
    html.append("</section>\n");
  }

  private static String legend() {
    return "<p class=\"legend\"><i class=\"offered\"></i>offered <i class=\"out\"></i>out"
        + " <i class=\"layers\"></i>layers <i class=\"age\"></i>age p99 <i class=\"slo\"></i>SLO"
        + " <i class=\"rung\"></i>rung <i class=\"limit\"></i>limit's rung</p>\n";
  }

  private static String table(String caption, List<String> columns, List<String> rows) {
    StringBuilder html = new StringBuilder("<table>\n<caption>");
    html.append(Svg.escaped(caption)).append("</caption>\n<tr><th></th>");
    columns.forEach(column -> html.append("<th>").append(Svg.escaped(column)).append("</th>"));
    html.append("</tr>\n");
    rows.forEach(html::append);
    return html.append("</table>\n").toString();
  }

  private static String row(String name, List<String> cells) {
    StringBuilder html = new StringBuilder("<tr><th>").append(Svg.escaped(name)).append("</th>");
    cells.forEach(cell -> html.append("<td>").append(Svg.escaped(cell)).append("</td>"));
    return html.append("</tr>\n").toString();
  }
}
