package dev.thermocline.cli.command;

import dev.thermocline.app.EarlyExitJob;
import dev.thermocline.app.JobArguments;
import dev.thermocline.app.kafka.KafkaOptions;
import dev.thermocline.builder.data.Example;
import dev.thermocline.builder.data.ExampleReader;
import dev.thermocline.cli.demo.Demo;
import dev.thermocline.cli.demo.DemoLoad;
import dev.thermocline.cli.demo.DemoOptions;
import dev.thermocline.cli.demo.DemoReport;
import dev.thermocline.cli.progress.ConsoleProgress;
import dev.thermocline.cli.replay.Recording;
import dev.thermocline.cli.replay.TraceName;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.engine.bundle.BundleReader;
import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.flink.config.BundleFit;
import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.config.InvalidOptionsException;
import dev.thermocline.flink.config.OptionFault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thermocline demo}: the whole job on this machine, measured. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Starts a Kafka broker and a Flink cluster in this process, measures what the job can do at"
          + " full depth, replays a trace at a multiple of that, and accounts for every record.",
      "Ends with 0 only if no record is missing, none came twice, each key kept its order, and"
          + " the spoilt records and no others were dead-lettered."
    })
public final class DemoCommand implements Callable<Integer> {

  private static final int DEFAULT_RECORDS = 6_000;
  private static final double DEFAULT_LOAD = 1.8;
  private static final String INTERRUPTED = "interrupted; no report written";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--records",
      paramLabel = "N",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Records to send. Default: 6000, or as many as --trace-file holds.")
  private @Nullable Integer records;

  @Option(
      names = "--load",
      paramLabel = "X",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "Peak rate as a multiple of the full-depth capacity measured first. Default: 1.8, or as"
            + " recorded."
      })
  private @Nullable Double load;

  @Option(
      names = "--trace",
      paramLabel = "NAME",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Shape of the load: ${COMPLETION-CANDIDATES}. Default: step.")
  private @Nullable TraceName trace;

  @Option(
      names = "--trace-file",
      paramLabel = "FILE",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "Recorded arrivals instead of --trace: one time per line, or CSV whose first column is one;"
            + " seconds, milliseconds since 1970, or ISO-8601."
      })
  private @Nullable Path traceFile;

  @Option(
      names = "--mode",
      paramLabel = "NAME",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description =
          "Who chooses the depth: ${COMPLETION-CANDIDATES}. Default: the job's, control.mode.")
  private @Nullable ControlMode mode;

  @Option(
      names = "--slo",
      paramLabel = "DURATION",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "The job's control.slo, and the latency above which a record counts as late; such as 500ms."
            + " Default: 1s."
      },
      converter = DurationConverter.class)
  private Duration slo = Duration.ofSeconds(1);

  @Option(
      names = "--max-loss",
      paramLabel = "L",
      description = "Quality limit: largest loss the operating point may have.")
  private double maxLoss = 0.05;

  @Option(
      names = "--poison",
      paramLabel = "N",
      description =
          "Spoil every N-th record, in turn by broken bytes and a missing text; 0 = none.")
  private int poison;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of arrivals and of the records.")
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

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "Option of the job, or Flink setting for it, in both runs; may be given again. What the demo"
            + " sets itself is refused. control.static-rung goes with --mode static."
      })
  private List<String> jobOptions = List.of();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the report as JSON, too.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private @Nullable Path report;

  @Option(
      names = "--no-console",
      description = "Accepted for scripts; there is no web console yet.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private boolean noConsole;

  @Override
  public Integer call() throws Exception {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    DemoOptions asked = options(command);
    DemoOptions options = asked.withLimitRung(limitRung(command, asked));
    List<Example> examples = ExampleReader.readAll(options.data());
    Demo.Outcome outcome;
    try (ConsoleProgress progress = ConsoleProgress.of(command.getErr())) {
      Demo demo = new Demo(options, examples, EarlyExitJob::build, progress);
      outcome = Interruption.toldOf(demo::run, progress, () -> INTERRUPTED);
    }
    print(command.getOut(), outcome.report());
    if (!outcome.passed()) {
      throw new IllegalStateException(
          outcome.faults().describe() + "; allowed is none of these; see the log");
    }
    return CommandLine.ExitCode.OK;
  }

  private DemoOptions options(CommandLine command) throws BundleException, IOException {
    try {
      DemoLoad load = load();
      Path bundleDirectory = Distribution.bundle(bundle);
      if (report != null) {
        requireWritable(report);
      }
      return new DemoOptions(
          bundleDirectory,
          Distribution.testSplit(data, bundleDirectory),
          load,
          Optional.ofNullable(mode).map(ControlMode::toString),
          slo,
          maxLoss,
          OptionalInt.empty(),
          poison,
          seed,
          jobOptions());
    } catch (IllegalArgumentException e) {
      throw Usage.refused(command, e);
    }
  }

  /** The cheapest rung within the limit, once all that the job would refuse is ruled out. */
  private static int limitRung(CommandLine command, DemoOptions asked) throws BundleException {
    try {
      Configuration given = Configuration.fromMap(asked.job());
      EarlyExitSettings settings =
          EarlyExitOptions.settings(KafkaOptions.validated(given, asked.settings()));
      Bundle bundle = BundleReader.read(asked.bundle());
      List<OptionFault> faults = BundleFit.faults(settings, bundle);
      if (!faults.isEmpty()) {
        throw new InvalidOptionsException(faults);
      }
      return settings.thresholds().isEmpty()
          ? LimitRung.of(bundle.calibration().ladder(), settings.maxLoss())
          : BundleFit.GIVEN_RUNGS - 1;
    } catch (InvalidOptionsException e) {
      throw Usage.refused(command, e);
    }
  }

  private Map<String, String> jobOptions() {
    String[] given = jobOptions.stream().map(each -> "-D" + each).toArray(String[]::new);
    return JobArguments.parse(given).toMap();
  }

  private DemoLoad load() throws IOException {
    if (traceFile == null) {
      return new DemoLoad.Drawn(
          trace == null ? TraceName.STEP : trace,
          records == null ? DEFAULT_RECORDS : records,
          load == null ? DEFAULT_LOAD : load);
    }
    Usage.requireOneOf("--trace-file", "--trace", trace);
    Recording recording = TraceFile.read(traceFile);
    return new DemoLoad.Recorded(
        recording,
        records == null ? recording.size() : records,
        load == null ? OptionalDouble.empty() : OptionalDouble.of(load));
  }

  /** Holds for a file that exists or whose nearest existing directory takes new ones. */
  private static void requireWritable(Path file) {
    Path at = file.toAbsolutePath();
    boolean exists = Files.exists(at);
    for (Path up = at.getParent(); !exists && up != null; up = at.getParent()) {
      at = up;
      exists = Files.exists(at);
      if (exists && !Files.isDirectory(at)) {
        throw new IllegalArgumentException(
            "--report is " + file + ", but " + at + " is not a directory; give another file");
      }
    }
    if (Files.isDirectory(file) || !Files.isWritable(at)) {
      throw new IllegalArgumentException(
          "--report is " + file + ", which cannot be written; give a file that can");
    }
  }

  private void print(PrintWriter out, DemoReport measured) throws Exception {
    out.println(measured.table());
    out.flush();
    if (report != null) {
      measured.write(report);
    }
  }
}
