package dev.thermocline.cli.bench;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.bench.BenchReport.ControllerResult;
import dev.thermocline.cli.bench.BenchReport.Entrant;
import dev.thermocline.cli.bench.BenchReport.Mean;
import dev.thermocline.cli.bench.BenchReport.OtherSlo;
import dev.thermocline.cli.bench.BenchReport.TraceResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Turns finished cells into a report. */
final class BenchScores {

  /** A way shorter than that cannot be told from noise. */
  private static final double SHORTEST_GAP = 0.001;

  private final BenchOptions options;
  private final Setup setup;
  private final List<Example> examples;
  private final CellStore store;
  private final Lineup lineup;
  private final List<Sittings.Sitting> sittings;

  BenchScores(
      BenchOptions options, Setup setup, Lineup lineup, List<Example> examples, CellStore store)
      throws IOException {
    this.options = options;
    this.setup = setup;
    this.examples = examples;
    this.store = store;
    this.lineup = lineup;
    this.sittings = new Sittings(options.directory()).all();
  }

  BenchReport report() throws IOException {
    List<OtherSlo> slos = new ArrayList<>();
    for (Duration slo : options.slos()) {
      List<TraceResult> traces = new ArrayList<>();
      for (BenchTrace trace : options.traces()) {
        traces.add(trace(trace, slo));
      }
      slos.add(new OtherSlo(slo.toMillis(), traces, means(traces, slo.toMillis())));
    }
    return new BenchReport(
        setup.key().bundleId(),
        options.maxLoss(),
        slos.get(0).sloMs(),
        options.seed(),
        options.seconds(),
        setup.fullDepthCapacity(),
        setup.limitCapacity(),
        setup.limitFactor(),
        setup.limitRung(),
        contenders(),
        setup.ladderLayers()[0],
        fullDepthAccuracy(),
        setup.key().processors(),
        Runtime.version().toString(),
        setup.key().version(),
        setup.key().dataSha256(),
        sittings,
        slos.get(0).traces(),
        slos.get(0).means(),
        slos.subList(1, slos.size()));
  }

  private List<Entrant> contenders() {
    List<Entrant> entrants = new ArrayList<>();
    for (Contender contender : options.contenders()) {
      OptionalInt rung = setup.rung(contender);
      @Nullable Contender standIn = lineup.standIns().get(contender);
      entrants.add(
          new Entrant(
              contender.toString(),
              rung.isPresent() && rung.getAsInt() >= 0 ? (Integer) rung.getAsInt() : null,
              standIn == null ? null : standIn.toString(),
              rung.isPresent() && rung.getAsInt() >= 0
                  ? (Double) setup.utilisation(rung.getAsInt())
                  : null,
              contender.parameters()));
    }
    return entrants;
  }

  private TraceResult trace(BenchTrace trace, Duration slo) throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (Contender contender : lineup.contenders()) {
      cells.add(store.finished(trace, contender, slo.toMillis()));
    }
    List<Score> scores =
        cells.stream()
            .map(cell -> Score.of(cell, slo.toMillis(), setup.ladderLayers(), labelled(cell)))
            .toList();
    int limit = lineup.contenders().indexOf(Contender.STATIC_LIMIT);
    @Nullable Boolean feasible = limit < 0 ? null : scores.get(limit).held(slo.toMillis());
    @Nullable Double bound =
        Boolean.TRUE.equals(feasible) ? (Double) bound(cells.get(0), slo) : null;
    @Nullable Double floor = limit < 0 ? null : (Double) scores.get(limit).effectiveAgreement();
    return new TraceResult(
        trace.toString(),
        trace.rates(),
        order(trace),
        cells.get(0).run().peakRate(),
        cells.get(0).run().seconds(),
        feasible,
        bound,
        IntStream.range(0, cells.size())
            .mapToObj(i -> result(cells.get(i), scores.get(i), bound, floor))
            .toList());
  }

  private record Begun(Lineup.Lap lap, int sitting, long millis) {}

  /** As it was; where the cells are from several sittings, with the number of each. */
  private List<String> order(BenchTrace trace) throws IOException {
    List<Begun> laps = new ArrayList<>();
    for (Lineup.Lap lap : lineup.laps(trace)) {
      Cell.Run run = store.run(trace, lap.contender(), lap.slo().toMillis());
      laps.add(new Begun(lap, run.sitting(), run.startedMillis()));
    }
    laps.sort(Comparator.comparingInt(Begun::sitting).thenComparingLong(Begun::millis));
    boolean several = laps.stream().mapToInt(Begun::sitting).distinct().count() > 1;
    return laps.stream()
        .map(begun -> begun.lap() + (several ? " (sitting " + begun.sitting() + ")" : ""))
        .toList();
  }

  private double bound(Cell cell, Duration slo) {
    return Clairvoyant.agreement(
        Arrays.stream(cell.records().availableMs()).map(ms -> ms / 1000).toArray(),
        Arrays.stream(cell.records().dueMs()).map(ms -> ms / 1000).toArray(),
        slo.toMillis() / 1000d,
        setup.menu(cell.run().pace()));
  }

  private int labelled(Cell cell) {
    return (int)
        Arrays.stream(cell.records().example())
            .filter(example -> examples.get(example).label() != null)
            .count();
  }

  private boolean moved(Cell.Run run) {
    return sittings.stream()
        .filter(sitting -> sitting.number() == run.sitting())
        .anyMatch(sitting -> sitting.moved(setup.fullDepthCapacity()));
  }

  private ControllerResult result(
      Cell cell, Score score, @Nullable Double bound, @Nullable Double floor) {
    Cell.Run run = cell.run();
    return new ControllerResult(
        run.contender(),
        measured(score.quality()),
        measured(score.lateFraction()),
        measured(score.effectiveAgreement()),
        measured(score.effectiveAccuracy()),
        measured(score.meanLayersFraction()),
        measured(score.p50()),
        measured(score.p99()),
        measured(score.p999()),
        measured(score.lagSlope()),
        measured(score.recoverySeconds()),
        measured(score.reversalsPerMinute()),
        bound == null ? null : (Double) (bound - score.effectiveAgreement()),
        run.seed(),
        measured(score.accuracy()),
        measured(score.depthPeakToPeak()),
        gapClosed(score.effectiveAgreement(), floor, bound),
        cell.records().size(),
        (int) IntStream.range(0, cell.records().size()).filter(cell.records()::isOut).count(),
        measured(score.disturbedLayersFraction()),
        score.atLeast(),
        run.complete(),
        run.complete() ? (Integer) run.faults().missing() : null,
        run.faults().duplicates(),
        run.faults().outOfOrder(),
        run.failed(),
        run.describe(),
        measured(score.generatorLateP99()),
        measured(score.generatorLateMax()),
        score.generatorLate(),
        run.sitting(),
        moved(run),
        run.pace(),
        run.paceBefore(),
        run.paceAfter(),
        run.disturbed(),
        run.bindingConstraint());
  }

  private static @Nullable Double gapClosed(
      double agreement, @Nullable Double floor, @Nullable Double bound) {
    if (floor == null || bound == null || bound - floor < SHORTEST_GAP) {
      return null;
    }
    return (agreement - floor) / (bound - floor);
  }

  private List<Mean> means(List<TraceResult> traces, long sloMs) {
    List<TraceResult> feasible =
        traces.stream().filter(trace -> Boolean.TRUE.equals(trace.feasible())).toList();
    int limit = lineup.contenders().indexOf(Contender.STATIC_LIMIT);
    @Nullable Double floor =
        limit < 0 ? null : mean(at(feasible, limit), ControllerResult::effectiveAgreement);
    @Nullable Double bound = mean(feasible, TraceResult::clairvoyant);
    List<Mean> means = new ArrayList<>();
    for (int i = 0; i < lineup.contenders().size(); i++) {
      List<ControllerResult> of = at(feasible, i);
      @Nullable Double agreement = mean(of, ControllerResult::effectiveAgreement);
      @Nullable Lead lead = lead(feasible, i);
      means.add(
          new Mean(
              lineup.contenders().get(i).toString(),
              of.size(),
              (int) of.stream().filter(result -> held(result, sloMs)).count(),
              mean(of, ControllerResult::quality),
              mean(of, ControllerResult::lateFraction),
              agreement,
              mean(of, ControllerResult::effectiveAccuracy),
              mean(of, ControllerResult::meanLayersFraction),
              mean(of, ControllerResult::regret),
              agreement == null ? null : gapClosed(agreement, floor, bound),
              lead == null ? null : lead.mean(),
              lead == null ? null : lead.low(),
              lead == null ? null : lead.high()));
    }
    return means;
  }

  private static boolean held(ControllerResult result, long sloMs) {
    return result.p99() != null && result.p99() <= sloMs && !result.atLeast().contains("p99");
  }

  private record Lead(double mean, @Nullable Double low, @Nullable Double high) {}

  private @Nullable Lead lead(List<TraceResult> feasible, int other) {
    int adaptive = lineup.contenders().indexOf(Contender.ADAPTIVE);
    if (adaptive < 0 || adaptive == other || feasible.isEmpty()) {
      return null;
    }
    double[] differences = new double[feasible.size()];
    boolean sameSittings = true;
    for (int i = 0; i < differences.length; i++) {
      List<ControllerResult> results = feasible.get(i).controllers();
      differences[i] = effective(results.get(adaptive)) - effective(results.get(other));
      sameSittings &= results.get(adaptive).sitting() == results.get(other).sitting();
    }
    double @Nullable [] interval =
        sameSittings ? Bootstrap.interval(differences, options.seed()) : null;
    return new Lead(
        Arrays.stream(differences).average().orElse(Double.NaN),
        interval == null ? null : (Double) interval[0],
        interval == null ? null : (Double) interval[1]);
  }

  private static double effective(ControllerResult result) {
    Double agreement = result.effectiveAgreement();
    return agreement == null ? 0 : agreement;
  }

  private static List<ControllerResult> at(List<TraceResult> traces, int contender) {
    return traces.stream().map(trace -> trace.controllers().get(contender)).toList();
  }

  private static <T> @Nullable Double mean(List<T> of, Function<T, @Nullable Double> value) {
    return measured(
        of.stream()
            .map(value)
            .filter(Objects::nonNull)
            .mapToDouble(number -> Objects.requireNonNull(number))
            .average()
            .orElse(Double.NaN));
  }

  private @Nullable Double fullDepthAccuracy() {
    return measured(
        setup.labels().entrySet().stream()
            .filter(label -> examples.get(label.getKey()).label() != null)
            .mapToDouble(
                label ->
                    Objects.equals(label.getValue(), examples.get(label.getKey()).label()) ? 1 : 0)
            .average()
            .orElse(Double.NaN));
  }

  private static @Nullable Double measured(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }
}
