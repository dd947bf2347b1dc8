package dev.thermocline.cli.command;

import dev.thermocline.app.EarlyExitJob;
import dev.thermocline.builder.data.Example;
import dev.thermocline.builder.data.ExampleReader;
import dev.thermocline.cli.bench.Bench;
import dev.thermocline.cli.bench.BenchOptions;
import dev.thermocline.cli.bench.BenchReport;
import dev.thermocline.cli.bench.BenchTable;
import dev.thermocline.cli.bench.BenchTrace;
import dev.thermocline.cli.bench.Contender;
import dev.thermocline.cli.progress.ConsoleProgress;
import dev.thermocline.engine.bundle.BundleException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thermocline bench}: every controller on every trace, on the whole job. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Measures on this machine how well each way of choosing the depth keeps up with each load: the"
          + " whole job, open loop, one trace's controllers back to back.",
      "Writes finished cells, report.json and report.html to --out; a benchmark that was stopped goes"
          + " on with --resume."
    })
public final class BenchCommand implements Callable<Integer> {

  private static final int CELL_SECONDS = 60;
  private static final int STEADY_SECONDS = 20;
  private static final int DISTINCT = 3_000;
  private static final int QUICK_STEADY_SECONDS = 10;
  private static final int QUICK_DISTINCT = 1_200;

  /** What --quick may take for its cells, less a start of the job and a checkpoint for each. */
  private static final int QUICK_SECONDS = 620;

  private static final int BESIDE_CELL_SECONDS = 12;
  private static final int SHORTEST_CELL_SECONDS = 8;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--quick",
      description = "A quarter of an hour in all: three traces, shorter cells, one SLO.")
  private boolean quick;

  @Option(
      names = "--slo",
      paramLabel = "DURATION",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Longest wanted latency, such as 500ms. Default: 1s.",
      converter = DurationConverter.class)
  private Duration slo = Duration.ofSeconds(1);

  @Option(
      names = "--also-slo",
      paramLabel = "DURATION",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "A second one; 0s = none. Default: 500ms, with --quick none.",
      converter = DurationConverter.class)
  private @Nullable Duration alsoSlo;

  @Option(names = "--max-loss", paramLabel = "L", description = "Quality limit.")
  private double maxLoss = 0.05;

  @Option(
      names = "--controllers",
      paramLabel = "NAME",
      split = ",",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Who chooses the depth: ${COMPLETION-CANDIDATES}. Default: all.")
  private List<Contender> controllers = List.of(Contender.values());

  @Option(
      names = "--traces",
      paramLabel = "NAME",
      split = ",",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Which loads: ${COMPLETION-CANDIDATES}. Default: all but sustained-0.9M.")
  private @Nullable List<BenchTrace> traces;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description =
          "Length of a usual cell; some are longer. Default: 60, with --quick what fits, with"
              + " --resume what --out has.")
  private @Nullable Integer seconds;

  @Option(names = "--out", paramLabel = "DIR", description = "Where everything is written.")
  private Path out = Path.of("thermocline-bench");

  @Option(names = "--resume", description = "Go on with the benchmark that --out holds.")
  private boolean resume;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Write the report as JSON there, too.")
  private @Nullable Path json;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of arrivals and records.")
  private long seed = 1;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "Bundle to run, a directory or a .zip. Default: the one of the distribution.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private @Nullable Path bundle;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Texts to replay, labelled or not. Default: test.jsonl in the bundle.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private @Nullable Path data;

  @Override
  public Integer call() throws Exception {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    BenchOptions options = options(command);
    List<Example> examples = ExampleReader.readAll(options.data());
    BenchReport report;
    try (ConsoleProgress progress = ConsoleProgress.of(command.getErr())) {
      Bench bench = new Bench(options, examples, EarlyExitJob::build, progress);
      requireRoom(command, bench);
      report = Interruption.toldOf(bench::run, progress, this::interrupted);
    }
    if (json != null) {
      report.write(json);
    }
    command.getOut().println(BenchTable.of(report));
    command.getOut().println();
    command.getOut().println("plots: " + options.directory().resolve(Bench.PAGE));
    command.getOut().flush();
    return report.failed() ? CommandLine.ExitCode.SOFTWARE : CommandLine.ExitCode.OK;
  }

  private String interrupted() {
    return "interrupted; no report written"
        + (Bench.isIn(out) ? "; finished traces are kept, --resume goes on with the others" : "");
  }

  private static void requireRoom(CommandLine command, Bench bench)
      throws BundleException, IOException {
    try {
      bench.check();
    } catch (IllegalArgumentException e) {
      throw Usage.refused(command, e);
    }
  }

  private BenchOptions options(CommandLine command) throws BundleException, IOException {
    try {
      Path bundleDirectory = Distribution.bundle(bundle);
      List<BenchTrace> wanted =
          traces != null ? traces : quick ? BenchTrace.QUICK : BenchTrace.USUAL;
      return new BenchOptions(
          bundleDirectory,
          Distribution.testSplit(data, bundleDirectory),
          slo,
          alsoSlo(),
          maxLoss,
          controllers,
          wanted,
          seconds(wanted),
          quick ? QUICK_STEADY_SECONDS : STEADY_SECONDS,
          quick ? QUICK_DISTINCT : DISTINCT,
          out,
          resume,
          seed);
    } catch (IllegalArgumentException e) {
      throw Usage.refused(command, e);
    }
  }

  private Optional<Duration> alsoSlo() {
    if (alsoSlo == null) {
      return quick || slo.equals(Duration.ofMillis(500))
          ? Optional.empty()
          : Optional.of(Duration.ofMillis(500));
    }
    return alsoSlo.isZero() ? Optional.empty() : Optional.of(alsoSlo);
  }

  private int seconds(List<BenchTrace> wanted) throws IOException {
    if (seconds != null) {
      return seconds;
    }
    OptionalInt begun = resume ? Bench.cellSeconds(out) : OptionalInt.empty();
    if (begun.isPresent()) {
      return begun.getAsInt();
    }
    if (!quick) {
      return CELL_SECONDS;
    }
    int cells = wanted.size() * controllers.size();
    int fitting = cells == 0 ? CELL_SECONDS : QUICK_SECONDS / cells - BESIDE_CELL_SECONDS;
    return Math.max(Math.min(fitting, CELL_SECONDS), SHORTEST_CELL_SECONDS);
  }
}
