package dev.thermocline.cli.bench;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.demo.Answer;
import dev.thermocline.cli.demo.LoadPlan;
import dev.thermocline.cli.demo.LoadRun;
import dev.thermocline.cli.demo.Replayed;
import dev.thermocline.cli.demo.Stand;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.cli.replay.RunIn;
import dev.thermocline.cli.replay.Schedule;
import dev.thermocline.cli.replay.Trace;
import dev.thermocline.cli.replay.Workload;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Runs single cells on a stand. */
final class CellRun {

  private static final double MILLION = 1e6;

  /** Before every trace, at a low rate and not scored: sessions, caches and compilers get warm. */
  private static final double RUN_IN_SECONDS = 3;

  /** Rate of the run-in as a multiple of the full-depth capacity. */
  private static final double RUN_IN_LEVEL = 0.3;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What a job that has fallen behind is let run on, in lengths of a usual cell. */
  private static final int GRACE = 2;

  private static final Duration LEAST_GRACE = Duration.ofSeconds(30);

  /** And beside the longest SLO this many checkpoint intervals. */
  private static final int COMMITS = 2;

  private final Stand stand;
  private final BenchOptions options;
  private final Setup setup;
  private final List<Example> examples;
  private final Progress progress;
  private final int sitting;
  private int runs;

  CellRun(
      Stand stand,
      BenchOptions options,
      Setup setup,
      List<Example> examples,
      Progress progress,
      int sitting) {
    this.stand = stand;
    this.options = options;
    this.setup = setup;
    this.examples = examples;
    this.progress = progress;
    this.sitting = sitting;
  }

  /**
   * Runs a cell, which may have been run before.
   *
   * @param pace what the load is scaled to: a share of what the machine was when the capacities
   *     were measured
   * @return the cell, those around it still that one
   * @throws IllegalStateException when the job or the generator fails
   */
  Cell run(BenchTrace trace, Contender contender, Duration slo, double pace) throws Exception {
    Schedule schedule = schedule(trace, setup, options, pace);
    String name = trace + "-" + contender + "-" + slo.toMillis() + "ms";
    long startedMillis = System.currentTimeMillis();
    Workload workload =
        Stand.workload(
            name + "-", examples, setup.examples(), 0, schedule.keys(Stand.keys(), options.seed()));
    Replayed replayed =
        new LoadRun(
                stand,
                new LoadPlan(
                    name + "-" + ++runs,
                    name,
                    workload,
                    schedule,
                    contender.control(setup, slo, options.maxLoss()),
                    OptionalInt.of(setup.limitRung()),
                    setup.answerBytes(),
                    PATIENCE,
                    Optional.of(grace(options))),
                progress)
            .replay();
    Optional<Trace.Window> disturbance =
        trace.trace(setup.limitFactor()).disturbance(seconds(trace, options));
    Cell.Run run =
        new Cell.Run(
            trace.toString(),
            contender.toString(),
            slo.toMillis(),
            options.seed(),
            seconds(trace, options),
            peakRate(trace, setup) * pace,
            pace,
            pace,
            pace,
            schedule.fallSeconds() - RUN_IN_SECONDS,
            disturbance.map(Trace.Window::fromSeconds).orElse(Double.NaN),
            disturbance.map(Trace.Window::toSeconds).orElse(Double.NaN),
            (replayed.endMillis() - replayed.startMillis()) / 1000d - RUN_IN_SECONDS,
            replayed.complete(),
            replayed.faults(),
            String.valueOf(replayed.bindingConstraint()),
            sitting,
            startedMillis);
    Cell cell = new Cell(run, columns(replayed));
    say(name, cell, slo);
    return cell;
  }

  /** The arrivals of a cell, the run-in before them. */
  static Schedule schedule(BenchTrace trace, Setup setup, BenchOptions options, double pace) {
    double factor = setup.limitFactor();
    RunIn load =
        new RunIn(
            trace.trace(factor), RUN_IN_SECONDS, Math.min(RUN_IN_LEVEL / trace.peak(factor), 1));
    return Schedule.lasting(
        load,
        RUN_IN_SECONDS + seconds(trace, options),
        peakRate(trace, setup) * pace,
        options.seed());
  }

  private static double seconds(BenchTrace trace, BenchOptions options) {
    return (double) trace.lengths() * options.seconds();
  }

  private static double peakRate(BenchTrace trace, Setup setup) {
    return trace.peak(setup.limitFactor()) * setup.fullDepthCapacity();
  }

  /**
   * Until then a job that is behind is read; what is not out by then is late beyond doubt, also by
   * what was last committed.
   */
  static Duration grace(BenchOptions options) {
    Duration commits = Stand.CHECKPOINT_INTERVAL.multipliedBy(COMMITS);
    return Stream.concat(
            Stream.of(Duration.ofSeconds((long) GRACE * options.seconds()), LEAST_GRACE),
            options.slos().stream().map(slo -> slo.plus(commits)))
        .max(Comparator.naturalOrder())
        .orElse(LEAST_GRACE);
  }

  private Cell.Columns columns(Replayed replayed) {
    Schedule schedule = replayed.schedule();
    double zero = RUN_IN_SECONDS * 1000;
    int first = 0;
    while (first < schedule.size() && schedule.dueNanos(first) / MILLION < zero) {
      first++;
    }
    Cell.Columns columns = Cell.Columns.of(schedule.size() - first);
    for (int i = 0; i < columns.size(); i++) {
      columns.dueMs()[i] = schedule.dueNanos(first + i) / MILLION - zero;
      columns.availableMs()[i] = schedule.availableNanos(first + i) / MILLION - zero;
      columns.lateMs()[i] = replayed.lateMillis()[first + i];
      columns.example()[i] = replayed.workload().example(first + i);
    }
    for (Answer answer : replayed.answers()) {
      if (answer.number() >= first) {
        fill(columns, answer.number() - first, answer);
      }
    }
    return columns;
  }

  private void fill(Cell.Columns columns, int i, Answer answer) {
    int example = columns.example()[i];
    String truth = examples.get(example).label();
    columns.ageMs()[i] = answer.ageMillis();
    columns.rung()[i] = answer.rung();
    columns.layers()[i] = answer.layersFraction();
    columns.agrees()[i] = Objects.equals(answer.label(), setup.labels().get(example));
    if (truth != null) {
      columns.right()[i] = truth.equals(answer.label()) ? 1 : 0;
    }
  }

  private void say(String name, Cell cell, Duration slo) {
    Score score = Score.of(cell, slo.toMillis(), setup.ladderLayers(), cell.records().size());
    progress.say(
        String.format(
            Locale.ROOT,
            "%s: p99 %.0f ms, late %.2f %%, agreement %.4f, layers %.3f, faults: %s",
            name,
            score.p99(),
            score.lateFraction() * 100,
            score.quality(),
            score.meanLayersFraction(),
            cell.run().describe()));
  }
}
