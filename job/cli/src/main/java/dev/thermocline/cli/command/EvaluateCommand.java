package dev.thermocline.cli.command;

import dev.thermocline.builder.Evaluation;
import dev.thermocline.builder.EvaluationReport;
import dev.thermocline.builder.EvaluationReport.ExitQuality;
import dev.thermocline.builder.EvaluationReport.RungQuality;
import dev.thermocline.builder.EvaluationSettings;
import dev.thermocline.builder.data.Example;
import dev.thermocline.builder.data.ExampleReader;
import dev.thermocline.cli.progress.ConsoleProgress;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleReader;
import dev.thermocline.engine.cascade.CascadeSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code thermocline evaluate}: what a bundle's exits and rungs do on records. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Measures every exit and every rung of a bundle: quality on all records, cost and throughput"
          + " by running the cascade saturated, full depth in between.",
      "Keep the machine quiet meanwhile; throughput is of all processors together."
    })
public final class EvaluateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "Bundle, a directory or a .zip. Default: the one of the distribution.")
  private @Nullable Path bundle;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Records, labelled or not. Default: test.jsonl in the bundle.")
  private @Nullable Path data;

  @Option(
      names = "--throughput-records",
      paramLabel = "N",
      description = "Records each rung is timed on; 0 to time nothing.")
  private int throughputRecords = 1_000;

  @Option(names = "--in-flight", paramLabel = "N", description = "Records in flight per lane.")
  private int inFlight = EvaluationSettings.defaults(0).inFlight();

  @Option(names = "--batch-size", paramLabel = "N", description = "Most records in a micro-batch.")
  private int batchSize = CascadeSettings.DEFAULTS.maxSize();

  @Option(
      names = "--linger-ms",
      paramLabel = "MS",
      description =
          "How long a record waits for its micro-batch to fill before it goes first. Saturated, only"
              + " a linger beyond a batch's time lets deep batches fill; a job's batch.linger is"
              + " shorter, for latency.")
  private long lingerMillis = 250;

  @Option(
      names = "--limit",
      paramLabel = "N",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Use only the first N records.")
  private int limit = Integer.MAX_VALUE;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    Path directory;
    Path file;
    EvaluationSettings settings;
    try {
      directory = Distribution.bundle(bundle);
      file = Distribution.testSplit(data, directory);
      settings = settings();
    } catch (IllegalArgumentException e) {
      throw Usage.refused(command, e);
    }
    Bundle read = BundleReader.read(directory);
    List<Example> examples = ExampleReader.readAll(file);
    EvaluationReport report;
    try (ConsoleProgress progress = ConsoleProgress.of(command.getErr())) {
      report =
          new Evaluation(settings, progress::report)
              .of(read, examples.subList(0, Math.min(limit, examples.size())));
    }
    PrintWriter out = command.getOut();
    if (json) {
      out.println(CommandJson.write(report));
    } else {
      print(out, report);
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private EvaluationSettings settings() {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "--limit is " + limit + "; it must be >= 1: leave it out for all records");
    }
    Usage.requireFrom(0, "--throughput-records", throughputRecords);
    Usage.requireFrom(1, "--in-flight", inFlight);
    Usage.requireFrom(1, "--batch-size", batchSize);
    Usage.requireFrom(0, "--linger-ms", lingerMillis);
    EvaluationSettings defaults = EvaluationSettings.defaults(throughputRecords);
    CascadeSettings batching =
        new CascadeSettings(
            batchSize,
            defaults.batching().maxTime(),
            Duration.ofMillis(lingerMillis),
            defaults.batching().lengthBuckets());
    return new EvaluationSettings(throughputRecords, defaults.lanes(), inFlight, batching);
  }

  private static void print(PrintWriter out, EvaluationReport report) {
    out.printf(Locale.ROOT, "%d records, bundle %s%n", report.n(), report.bundleId());
    out.printf(
        Locale.ROOT,
        "full depth: accuracy %.4f, %.1f records/s on %d lanes%n",
        report.fullDepthAccuracy(),
        report.fullDepthThroughput(),
        report.lanes());
    out.printf("%n exit  layersFraction  accuracy%n");
    for (ExitQuality exit : report.exits()) {
      out.printf(
          Locale.ROOT, "%5d  %14.3f  %8.4f%n", exit.exit(), exit.layersFraction(), exit.accuracy());
    }
    out.printf(
        "%n rung  layersFraction  costFraction  accuracy  agreement  throughput  speedup"
            + "  lastBatch%n");
    for (RungQuality rung : report.rungs()) {
      out.printf(
          Locale.ROOT,
          "%5d  %14.3f  %12.3f  %8.4f  %9.4f  %10.1f  %7.2f  %9.2f%n",
          rung.rung(),
          rung.layersFraction(),
          rung.costFraction(),
          rung.accuracy(),
          rung.agreement(),
          rung.throughput(),
          rung.throughput() / rung.nearbyFullDepthThroughput(),
          rung.meanLastStageBatch());
    }
  }
}
