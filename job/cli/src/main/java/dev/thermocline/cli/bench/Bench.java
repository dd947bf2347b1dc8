package dev.thermocline.cli.bench;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.demo.DemoJob;
import dev.thermocline.cli.demo.JobControl;
import dev.thermocline.cli.demo.Saturated;
import dev.thermocline.cli.demo.SaturatedRun;
import dev.thermocline.cli.demo.Stand;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.cli.replay.Workload;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleReader;
import dev.thermocline.engine.bundle.OperatingPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Runs every controller on every trace against the whole job, one trace's controllers back to back,
 * and scores them. Finished cells are kept: a benchmark that was stopped goes on at the trace it
 * was stopped in.
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
   * Returns when the directory is free for the benchmark, or holds a part of it to go on with.
   *
   * @throws IllegalArgumentException when it holds another one, or going on is not asked for
   */
  public void check() throws IOException {
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
    Setup setup;
    if (earlier.isPresent() && missing(earlier.get()).isEmpty()) {
      setup = earlier.get();
    } else {
      Bundle bundle = BundleReader.read(options.bundle());
      earlier.ifPresent(before -> requireSame(before, bundle));
      progress.say("starting a broker and a Flink cluster of two task managers");
      try (Stand stand = Stand.start(options.bundle(), job)) {
        setup = earlier.isPresent() ? earlier.get() : measured(stand, bundle);
        say(setup);
        for (BenchTrace trace : missing(setup)) {
          store.forget(trace);
          run(stand, setup, trace);
        }
      }
    }
    BenchReport report = new BenchScores(options, setup, examples, store).report();
    report.write(options.directory().resolve(JSON));
    new BenchPage(report, options, new Lineup(options, setup).contenders(), store)
        .write(options.directory().resolve(PAGE));
    return report;
  }

  private Optional<Setup> earlier() throws IOException {
    Optional<Setup> earlier = Setup.read(options.directory());
    if (earlier.isEmpty()) {
      if (Files.isDirectory(options.directory().resolve("cells"))) {
        throw new IllegalArgumentException(
            "--out is " + options.directory() + ", which holds cells without setup.json; empty it");
      }
      return earlier;
    }
    if (!options.resume()) {
      throw new IllegalArgumentException(
          "--out is "
              + options.directory()
              + ", which holds a benchmark; give --resume, or another directory");
    }
    if (!earlier.get().key().equals(options.key())) {
      throw new IllegalArgumentException(
          "--resume goes on with "
              + earlier.get().key()
              + ", but "
              + options.key()
              + " is asked for; give the same, or another --out");
    }
    return earlier;
  }

  private void requireSame(Setup before, Bundle bundle) {
    if (!before.bundleId().equals(bundle.id())) {
      throw new IllegalStateException(
          "--bundle is "
              + options.bundle()
              + " with "
              + bundle.id()
              + ", but the benchmark ran with "
              + before.bundleId()
              + "; give that bundle, or another --out");
    }
  }

  private List<BenchTrace> missing(Setup setup) {
    Lineup lineup = new Lineup(options, setup);
    return options.traces().stream()
        .filter(
            trace ->
                lineup.laps(trace).stream()
                    .anyMatch(lap -> !store.has(trace, lap.contender(), lap.slo().toMillis())))
        .toList();
  }

  private Setup measured(Stand stand, Bundle bundle) throws Exception {
    Saturated fullDepth =
        saturated(
            stand,
            "full-depth",
            JobControl.fullDepth(options.slo(), options.maxLoss()),
            Integer.MAX_VALUE);
    Saturated limit =
        saturated(stand, "limit", JobControl.limit(options.slo(), options.maxLoss()), 1);
    Setup setup =
        new Setup(
            options.key(),
            bundle.id(),
            fullDepth.capacity(),
            limit.capacity(),
            Math.max(limit.rung(), 0),
            limit.layersFraction(),
            agreement(limit, fullDepth),
            limit.answerBytes(),
            ladder(bundle, OperatingPoint::layersFraction),
            ladder(bundle, OperatingPoint::agreement),
            fullDepth.labels());
    setup.write(options.directory());
    return setup;
  }

  private Saturated saturated(Stand stand, String run, JobControl control, int wanted)
      throws Exception {
    int[] order = Workload.shuffled(examples.size(), options.seed());
    Duration steady = Duration.ofSeconds(options.steadySeconds());
    int distinct = Math.min(wanted, options.distinct());
    return new SaturatedRun(stand, control, run, examples, order, distinct, steady, progress)
        .measure();
  }

  private static double agreement(Saturated some, Saturated fullDepth) {
    return some.labels().entrySet().stream()
        .filter(label -> fullDepth.labels().containsKey(label.getKey()))
        .mapToDouble(
            label ->
                Objects.equals(label.getValue(), fullDepth.labels().get(label.getKey())) ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  private static double[] ladder(Bundle bundle, ToDoubleFunction<OperatingPoint> value) {
    return bundle.calibration().ladder().stream().mapToDouble(value).toArray();
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

  private void run(Stand stand, Setup setup, BenchTrace trace) throws Exception {
    CellRun cells = new CellRun(stand, options, setup, examples, progress);
    for (Lineup.Lap lap : new Lineup(options, setup).laps(trace)) {
      Cell cell = cells.run(trace, lap.contender(), lap.slo());
      store.write(trace, lap.contender(), lap.slo().toMillis(), cell);
    }
  }
}
