package dev.thermocline.cli.bench;

import dev.thermocline.cli.progress.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;

/**
 * Runs what is missing of a trace back to back and keeps it. The load is scaled once to what the
 * machine's pace usually is, so that all of them stand under the same; a run with the pace before
 * and after it too far from that is run once more.
 */
final class BenchLaps {

  private final Runner runner;
  private final Callable<Double> pace;
  private final DoubleSupplier usual;
  private final CellStore store;
  private final Progress progress;

  /**
   * Laps.
   *
   * @param runner runs one of them
   * @param pace the machine's now, see {@link Pace#of}
   * @param usual what it usually is, see {@link Pace#usual}
   */
  BenchLaps(
      Runner runner,
      Callable<Double> pace,
      DoubleSupplier usual,
      CellStore store,
      Progress progress) {
    this.runner = runner;
    this.pace = pace;
    this.usual = usual;
    this.store = store;
    this.progress = progress;
  }

  /** See {@link CellRun#run}. */
  @FunctionalInterface
  interface Runner {
    Cell run(BenchTrace trace, Contender contender, Duration slo, double pace) throws Exception;
  }

  /**
   * Runs them.
   *
   * @throws IllegalStateException when the job or the generator fails
   */
  void run(BenchTrace trace, List<Lineup.Lap> laps) throws Exception {
    OptionalDouble begun = store.pace(trace);
    store.begin(trace, laps);
    double now = pace.call();
    double load = begun.orElseGet(usual);
    for (Lineup.Lap lap : laps) {
      Cell cell = run(trace, lap, load, now);
      if (cell.run().disturbed()) {
        progress.say(
            String.format(
                Locale.ROOT,
                "%s, %s: the machine's pace was %.2f before and %.2f after it, the load's is %.2f;"
                    + " it is run once more",
                trace,
                lap,
                cell.run().paceBefore(),
                cell.run().paceAfter(),
                load));
        cell = run(trace, lap, load, cell.run().paceAfter());
      }
      store.write(trace, lap.contender(), lap.slo().toMillis(), cell);
      now = cell.run().paceAfter();
    }
    store.end(trace, laps);
  }

  private Cell run(BenchTrace trace, Lineup.Lap lap, double load, double now) throws Exception {
    Cell cell = runner.run(trace, lap.contender(), lap.slo(), load);
    return new Cell(cell.run().withPaces(load, now, pace.call()), cell.records());
  }
}
