package dev.thermocline.cli.bench;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.demo.DemoJob;
import dev.thermocline.cli.demo.Stand;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.engine.bundle.BundleReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Runs every controller on every trace against the whole job, one trace's controllers back to back,
 * and scores them. Finished cells are kept: a benchmark that was stopped goes on at the trace it
 * was stopped in, and one that is asked for more adds what is missing.
 */
public final class Bench {

  /** Name of the report as JSON in the benchmark's directory. */
  public static final String JSON = "report.json";

  /** Name of the report with plots. */
  public static final String PAGE = "report.html";

  private final BenchOptions options;
  private final List<Example> examples;
  private final DemoJob job;
  private final Progress progress;
  private final CellStore store;
  private Setup.@Nullable Key key;

  /**
   * A benchmark of a job.
   *
   * @param options what to run
   * @param examples the labelled texts to replay; at least one
   * @param job lays out the topology
   * @param progress hears how far it is
   */
  public Bench(BenchOptions options, List<Example> examples, DemoJob job, Progress progress) {
    this.options = options;
    this.examples = List.copyOf(examples);
    this.job = job;
    this.progress = progress;
    this.store = new CellStore(options.directory().resolve("cells"));
  }

  /**
   * The length of a usual cell of the benchmark that a directory holds; empty when it holds none.
   */
  public static OptionalInt cellSeconds(Path directory) throws IOException {
    return Setup.read(directory).stream().mapToInt(setup -> setup.key().seconds()).findFirst();
  }

  /** Whether a directory holds a benchmark to go on with. */
  public static boolean isIn(Path directory) {
    return Setup.isIn(directory);
  }

  /**
   * Returns when the directory is free for the benchmark, or holds a part of it to go on with.
   *
   * @throws IllegalArgumentException when it holds another one or going on is not asked for, and
   *     when it holds none and going on is
   * @throws BundleException when the bundle cannot be read
   */
  public void check() throws BundleException, IOException {
    earlier();
  }

  /**
   * Runs what is missing and returns the scores of everything.
   *
   * @throws IllegalArgumentException as {@link #check}
   * @throws IllegalStateException when a run fails
   */
  public BenchReport run() throws Exception {
    Optional<Setup> earlier = earlier();
    Setup setup =
        earlier.isPresent() && missing(earlier.get()).isEmpty() ? earlier.get() : sit(earlier);
    Lineup lineup = new Lineup(options, setup);
    BenchReport report = new BenchScores(options, setup, lineup, examples, store).report();
    report.write(options.directory().resolve(JSON));
    new BenchPage(report, options, lineup.contenders(), store)
        .write(options.directory().resolve(PAGE));
    return report;
  }

  private Setup sit(Optional<Setup> earlier) throws Exception {
    progress.say("starting a broker and a Flink cluster of two task managers");
    try (Stand stand = Stand.start(options.bundle(), job);
        Pace pace = Pace.open(BundleReader.read(options.bundle()), examples)) {
      Capacities capacities = new Capacities(stand, options, examples, pace, progress);
      Setup setup = earlier.isPresent() ? earlier.get() : measured(capacities);
      say(setup);
      Sittings sittings = new Sittings(options.directory());
      Sittings.Sitting sitting = begun(sittings, capacities, pace, earlier.isPresent(), setup);
      CellRun cells = new CellRun(stand, options, setup, examples, progress, sitting.number());
      BenchLaps laps =
          new BenchLaps(cells::run, () -> pace.of(setup), () -> pace.usual(setup), store, progress);
      for (BenchTrace trace : missing(setup)) {
        laps.run(trace, store.missing(trace, new Lineup(options, setup).laps(trace)));
      }
      Sittings.Sitting ended = sittings.end(sitting, () -> capacities.again(sitting));
      if (ended.notMeasured() != null) {
        progress.say("capacities could not be measured at the end: " + ended.notMeasured());
      }
      return setup;
    }
  }

  private Sittings.Sitting begun(
      Sittings sittings, Capacities capacities, Pace pace, boolean later, Setup setup)
      throws Exception {
    Sittings.Sitting sitting = sittings.begin();
    if (!later) {
      return sitting;
    }
    double before = capacities.before(sitting);
    Sittings.Sitting begun = sittings.begun(sitting, before, pace.usual(setup));
    if (begun.moved(setup.fullDepthCapacity())) {
      progress.say(
          String.format(
              Locale.ROOT,
              "full depth does %.1f records/s now, %.2f times what the benchmark stands on, while"
                  + " the bare engine does %.2f times as many; the report marks what is run from"
                  + " here on",
              before,
              before / setup.fullDepthCapacity(),
              begun.paceBefore()));
    }
    return begun;
  }

  private Setup measured(Capacities capacities) throws Exception {
    Setup setup = capacities.setup(key(), BundleReader.read(options.bundle()));
    setup.write(options.directory());
    return setup;
  }

  private Optional<Setup> earlier() throws BundleException, IOException {
    Optional<Setup> earlier = Setup.read(options.directory());
    if (earlier.isEmpty()) {
      if (Files.isDirectory(options.directory().resolve("cells"))) {
        throw new IllegalArgumentException(
            "--out is " + options.directory() + ", which holds cells without setup.json; empty it");
      }
      if (options.resume()) {
        throw new IllegalArgumentException(
            "--out is "
                + options.directory()
                + ", which holds no benchmark to go on with; give the directory of one, or leave"
                + " --resume out to begin one");
      }
      return earlier;
    }
    if (!options.resume()) {
      throw new IllegalArgumentException(
          "--out is "
              + options.directory()
              + ", which holds a benchmark; give --resume, or another directory");
    }
    if (!earlier.get().key().equals(key())) {
      throw new IllegalArgumentException(
          "--resume goes on with "
              + earlier.get().key()
              + ", but "
              + key()
              + " is asked for; give the same, or another --out");
    }
    return earlier;
  }

  private Setup.Key key() throws BundleException, IOException {
    Setup.Key known = key;
    if (known == null) {
      known = Setup.Key.of(options);
      key = known;
    }
    return known;
  }

  private List<BenchTrace> missing(Setup setup) throws IOException {
    Lineup lineup = new Lineup(options, setup);
    List<BenchTrace> missing = new ArrayList<>();
    for (BenchTrace trace : options.traces()) {
      if (!store.missing(trace, lineup.laps(trace)).isEmpty()) {
        missing.add(trace);
      }
    }
    return missing;
  }

  private void say(Setup setup) {
    progress.say(
        String.format(
            Locale.ROOT,
            "full depth does %.1f records/s, rung %d, the limit's, %.1f: M = %.2f",
            setup.fullDepthCapacity(),
            setup.limitRung(),
            setup.limitCapacity(),
            setup.limitFactor()));
  }
}
