package dev.thermocline.cli.bench;

import dev.thermocline.cli.progress.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Runs what is missing of a trace back to back and keeps it. Between two runs the machine's pace is
 * taken: the next load is scaled to it, and a run during which it moved too far is run once more.
 */
final class BenchLaps {

  private final Runner runner;
  private final Callable<Double> pace;
  private final CellStore store;
  private final Progress progress;

  /**
   * Laps.
   *
   * @param runner runs one of them
   * @param pace the machine's now, see {@link Pace#of}
   */
  BenchLaps(Runner runner, Callable<Double> pace, CellStore store, Progress progress) {
    this.runner = runner;
    this.pace = pace;
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
    store.begin(trace, laps);
    double now = pace.call();
    for (Lineup.Lap lap : laps) {
      Cell cell = run(trace, lap, now);
      if (cell.run().disturbed()) {
        progress.say(
            String.format(
                Locale.ROOT,
                "%s, %s: the machine's pace was %.2f before and %.2f after it; it is run once more",
                trace,
                lap,
                cell.run().pace(),
                cell.run().paceAfter()));
        cell = run(trace, lap, cell.run().paceAfter());
      }
      store.write(trace, lap.contender(), lap.slo().toMillis(), cell);
      now = cell.run().paceAfter();
    }
    store.end(trace, laps);
  }

  private Cell run(BenchTrace trace, Lineup.Lap lap, double now) throws Exception {
    Cell cell = runner.run(trace, lap.contender(), lap.slo(), now);
    return new Cell(cell.run().withPace(now, pace.call()), cell.records());
  }
}
