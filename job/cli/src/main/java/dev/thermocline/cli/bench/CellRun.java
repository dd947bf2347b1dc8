package dev.thermocline.cli.bench;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.demo.Answer;
import dev.thermocline.cli.demo.LoadPlan;
import dev.thermocline.cli.demo.LoadRun;
import dev.thermocline.cli.demo.Replayed;
import dev.thermocline.cli.demo.Stand;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.cli.replay.Schedule;
import dev.thermocline.cli.replay.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Runs single cells on a stand. */
final class CellRun {

  private static final double MILLION = 1e6;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What a job that has fallen behind is let run on, in lengths of a usual cell. */
  private static final double GRACE = 1d / 3;

  private final Stand stand;
  private final BenchOptions options;
  private final Setup setup;
  private final List<Example> examples;
  private final Progress progress;

  CellRun(
      Stand stand, BenchOptions options, Setup setup, List<Example> examples, Progress progress) {
    this.stand = stand;
    this.options = options;
    this.setup = setup;
    this.examples = examples;
    this.progress = progress;
  }

  /**
   * Runs a cell.
   *
   * @throws IllegalStateException when the job or the generator fails
   */
  Cell run(BenchTrace trace, Contender contender, Duration slo) throws Exception {
    double factor = setup.limitFactor();
    double peakRate = trace.peak(factor) * setup.fullDepthCapacity();
    double seconds = (double) trace.lengths() * options.seconds();
    Schedule schedule = Schedule.lasting(trace.trace(factor), seconds, peakRate, options.seed());
    String name = trace + "-" + contender + "-" + slo.toMillis() + "ms";
    Workload workload =
        Stand.workload(
            name + "-", examples, setup.examples(), 0, schedule.keys(Stand.keys(), options.seed()));
    Replayed replayed =
        new LoadRun(
                stand,
                new LoadPlan(
                    name,
                    name,
                    workload,
                    schedule,
                    contender.control(setup.middleRung(), slo, options.maxLoss()),
                    setup.answerBytes(),
                    PATIENCE,
                    Optional.of(grace(slo))),
                progress)
            .replay();
    Cell.Run run =
        new Cell.Run(
            trace.toString(),
            contender.toString(),
            slo.toMillis(),
            options.seed(),
            seconds,
            peakRate,
            schedule.fallSeconds(),
            (replayed.endMillis() - replayed.startMillis()) / 1000d,
            replayed.complete(),
            replayed.complete() ? replayed.faults().describe() : "cut short",
            String.valueOf(replayed.bindingConstraint()));
    Cell cell = new Cell(run, columns(replayed));
    say(name, cell, slo);
    return cell;
  }

  /** Long enough that what is not out by then is late beyond doubt. */
  private Duration grace(Duration slo) {
    Duration usual = Duration.ofMillis((long) (options.seconds() * 1000 * GRACE));
    Duration least = slo.multipliedBy(2);
    return usual.compareTo(least) > 0 ? usual : least;
  }

  private Cell.Columns columns(Replayed replayed) {
    Schedule schedule = replayed.schedule();
    Cell.Columns columns = Cell.Columns.of(schedule.size());
    for (int i = 0; i < schedule.size(); i++) {
      columns.dueMs()[i] = schedule.dueNanos(i) / MILLION;
      columns.availableMs()[i] = schedule.availableNanos(i) / MILLION;
    }
    for (Answer answer : replayed.answers()) {
      int i = answer.number();
      int example = replayed.workload().example(i);
      String truth = examples.get(example).label();
      columns.ageMs()[i] = answer.ageMillis();
      columns.rung()[i] = answer.rung();
      columns.layers()[i] = answer.layersFraction();
      columns.agrees()[i] = Objects.equals(answer.label(), setup.labels().get(example));
      if (truth != null) {
        columns.right()[i] = truth.equals(answer.label()) ? 1 : 0;
      }
    }
    return columns;
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
            cell.run().faults()));
  }
}
