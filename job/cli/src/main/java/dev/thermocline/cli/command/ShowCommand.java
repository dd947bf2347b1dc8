package dev.thermocline.cli.command;

import dev.thermocline.cli.show.Kind;
import dev.thermocline.cli.show.Lines;
import dev.thermocline.cli.show.TopicView;
import dev.thermocline.flink.config.JobOptions;
import java.io.PrintWriter;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code thermocline show}: the records of a job's topics, one line each. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Prints the last records of one of a job's topics, committed ones only, one line each: time,"
          + " partition-offset, and what the record says."
    })
public final class ShowCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final Brokers brokers = new Brokers();

  @Parameters(
      paramLabel = "WHAT",
      description = "What the topic holds: ${COMPLETION-CANDIDATES}.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private Kind kind = Kind.PREDICTIONS;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Topic to show. Default: that of --config.")
  private @Nullable String topic;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "Encoding of the records: ${COMPLETION-CANDIDATES}. Default: as --config says, else"
            + " single-object; commands tell theirs themselves."
      })
  private JobOptions.@Nullable Format format;

  @Option(names = "--limit", paramLabel = "N", description = "Most records, the last ones.")
  private int limit = 10;

  @Option(names = "--follow", description = "Go on with what comes until interrupted.")
  private boolean follow;

  @Option(names = "--json", description = "Print each record as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    try {
      Usage.requireFrom(0, "--limit", limit);
    } catch (IllegalArgumentException e) {
      throw Usage.refused(command, e);
    }
    Map<String, String> kafka = brokers.settings(command);
    String shown = brokers.topic(command, "--topic", topic, kind.topic());
    Configuration options = brokers.job(command).orElseGet(Configuration::new);
    if (format != null) {
      options.set(JobOptions.INPUT_FORMAT, format);
      options.set(JobOptions.OUTPUT_FORMAT, format);
    }
    PrintWriter out = command.getOut();
    try (TopicView view = new TopicView(kafka, shown, new Lines(kind, options, json))) {
      view.last(limit, line -> print(line, out));
      if (follow) {
        view.follow(() -> !out.checkError(), line -> print(line, out));
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private static void print(String line, PrintWriter out) {
    out.println(line);
    out.flush();
  }
}
