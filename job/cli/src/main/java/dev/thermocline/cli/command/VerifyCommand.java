package dev.thermocline.cli.command;

import dev.thermocline.cli.books.JobTopics;
import dev.thermocline.cli.books.Verification;
import dev.thermocline.cli.books.VerifyReport;
import dev.thermocline.cli.books.Wire;
import dev.thermocline.cli.progress.ConsoleProgress;
import dev.thermocline.flink.config.JobOptions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thermocline verify}: what a job lost, repeated or disordered, from its topics alone. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Reads a job's topics from their beginnings, committed records only, and accounts for every"
          + " record that is in the input when it starts.",
      "Ends with 0 only if nothing is missing, nothing came twice and nothing came that was not put"
          + " in; with --order each key must have kept its order, too."
    })
public final class VerifyCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final Brokers brokers = new Brokers();

  @Option(
      names = "--in",
      paramLabel = "TOPIC",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Input topic. Default: input.topic of --config.")
  private @Nullable String in;

  @Option(
      names = "--out",
      paramLabel = "TOPIC",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Output topic. Default: output.topic of --config.")
  private @Nullable String out;

  @Option(
      names = "--dead-letters",
      paramLabel = "TOPIC",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "Dead-letter topic. Default: dead-letter.topic of --config; without any, records that were"
            + " dead-lettered count as missing."
      })
  private @Nullable String deadLetters;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "Encoding of all three topics: ${COMPLETION-CANDIDATES}. Default: the formats of --config,"
            + " else single-object."
      })
  private JobOptions.@Nullable Format format;

  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "Read on until all that was in the input is out and no transaction is open, or nothing has"
            + " come for so long, such as 30s. Default: not at all."
      })
  private Duration wait = Duration.ZERO;

  @Option(names = "--order", description = "Demand the order of every key.")
  private boolean order;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    Map<String, String> kafka = brokers.settings(command);
    JobTopics topics =
        new JobTopics(
            brokers.topic(command, "--in", in, JobOptions.INPUT_TOPIC),
            brokers.topic(command, "--out", out, JobOptions.OUTPUT_TOPIC),
            brokers.optionalTopic(command, deadLetters, JobOptions.DEAD_LETTER_TOPIC).orElse(null));
    Configuration options = brokers.job(command).orElseGet(Configuration::new);
    if (format != null) {
      options.set(JobOptions.INPUT_FORMAT, format);
      options.set(JobOptions.OUTPUT_FORMAT, format);
    }
    VerifyReport report;
    try (ConsoleProgress progress = ConsoleProgress.of(command.getErr())) {
      report = new Verification(kafka, topics, new Wire(options), wait, progress).run();
    }
    print(command, report);
    if (!report.passed(order)) {
      throw new IllegalStateException(report.faults(order) + "; allowed is none of these");
    }
    return CommandLine.ExitCode.OK;
  }

  private void print(CommandLine command, VerifyReport report) {
    PrintWriter told = command.getOut();
    told.println(json ? CommandJson.write(report) : report.table());
    told.flush();
    report.notes().forEach(command.getErr()::println);
    command.getErr().flush();
  }
}
