package dev.thermocline.cli.bench;

import dev.thermocline.cli.demo.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Cells, a setup and options made by hand. */
final class MadeCells {

  static final double[] LADDER = {1, 0.8, 0.6};

  /** What is wrong with a cell that is as it should be. */
  static final Faults NONE = new Faults(0, 0, 0, 0, 0, 0, false);

  private static final AtomicLong STARTED = new AtomicLong(1_000);

  private MadeCells() {}

  /** Ten records a second for so long, each 100 ms old at rung 1, agreeing and right. */
  static Cell cell(String contender, double seconds) {
    return cell(contender, seconds, 1, NONE);
  }

  /** The same, of a sitting, with what was wrong with it; each begun after the one before. */
  static Cell cell(String contender, double seconds, int sitting, Faults faults) {
    Cell.Columns columns = Cell.Columns.of((int) (seconds * 10));
    for (int i = 0; i < columns.size(); i++) {
      columns.dueMs()[i] = i * 100;
      columns.availableMs()[i] = i * 100;
      columns.example()[i] = i % 4;
      columns.ageMs()[i] = 100;
      columns.rung()[i] = 1;
      columns.layers()[i] = 0.75;
      columns.agrees()[i] = true;
      columns.right()[i] = 1;
    }
    return new Cell(
        new Cell.Run(
            "step",
            contender,
            1000,
            1,
            seconds,
            15,
            1,
            1,
            1,
            6,
            3,
            6,
            seconds + 1,
            true,
            faults,
            "rate",
            sitting,
            STARTED.getAndIncrement()),
        columns);
  }

  /** Makes a record late, or lost to the end of reading when the age is NaN. */
  static void age(Cell cell, int i, double ageMs) {
    cell.records().ageMs()[i] = ageMs;
    if (Double.isNaN(ageMs)) {
      cell.records().rung()[i] = -1;
      cell.records().layers()[i] = Double.NaN;
      cell.records().agrees()[i] = false;
      cell.records().right()[i] = -1;
    }
  }

  static BenchOptions options(Path directory, boolean resume) {
    return options(Path.of("bundle"), directory, resume);
  }

  static BenchOptions options(Path directory, boolean resume, List<Contender> contenders) {
    return options(Path.of("bundle"), directory, resume, contenders);
  }

  static BenchOptions options(Path bundle, Path directory, boolean resume) {
    return options(bundle, directory, resume, List.of(Contender.STATIC_LIMIT, Contender.ADAPTIVE));
  }

  private static BenchOptions options(
      Path bundle, Path directory, boolean resume, List<Contender> contenders) {
    return new BenchOptions(
        bundle,
        bundle.resolveSibling("data"),
        Duration.ofSeconds(1),
        Optional.of(Duration.ofMillis(500)),
        0.05,
        contenders,
        List.of(BenchTrace.STEP, BenchTrace.OUTAGE),
        9,
        1,
        10,
        directory,
        resume,
        1);
  }

  static Setup setup(BenchOptions options) {
    return setup(options, 2, 0.5, 20);
  }

  /** With another rung as the limit's, of that mean layers fraction and capacity. */
  static Setup setup(BenchOptions options, int limitRung, double layers, double capacity) {
    return setup(
        new Setup.Key(
            "sha256:abc", "abc", options.maxLoss(), options.seconds(), options.seed(), "1", 2),
        limitRung,
        layers,
        capacity);
  }

  /** Under another key. */
  static Setup setup(Setup.Key key, int limitRung, double layers, double capacity) {
    Map<Integer, String> labels = new LinkedHashMap<>();
    labels.put(3, "a");
    labels.put(0, "b");
    labels.put(1, null);
    labels.put(2, "a");
    return new Setup(
        key,
        10,
        capacity,
        12,
        limitRung,
        layers,
        0.9,
        300,
        LADDER,
        new double[] {1, 0.99, 0.95},
        labels);
  }
}
