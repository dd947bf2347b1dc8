package dev.thermocline.cli.command;

import dev.thermocline.cli.replay.KafkaTopics;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code thermocline topics}: creates topics and lists what there is. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Creates the named topics where they are missing, with the brokers' default of replicas, and"
          + " lists all topics: name, partitions, sum of the end offsets.",
      "For trying out: topics of a real cluster are made with its own tools."
    })
public final class TopicsCommand implements Callable<Integer> {

  /** A job that starts without a savepoint reads every command again. */
  private static final Map<String, String> KEPT =
      Map.of("retention.ms", "-1", "cleanup.policy", "delete");

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "Where the broker listens.")
  private String bootstrapServers = "localhost:9092";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Partitions of each topic that is created.")
  private int partitions = 4;

  @Option(
      names = "--control",
      paramLabel = "NAME",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description =
          "Control topic of a job: has to exist, with one partition; created so that no command"
              + " expires.")
  private @Nullable String control;

  @Parameters(paramLabel = "NAME", description = "Topics that must exist.")
  private List<String> names = List.of();

  @Override
  public Integer call() {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    if (partitions < 1) {
      throw new ParameterException(
          command, "--partitions is " + partitions + "; allowed is 1 or more; give another");
    }
    PrintWriter out = command.getOut();
    try (KafkaTopics topics = KafkaTopics.at(bootstrapServers)) {
      topics.createMissing(partitions, names);
      if (control != null) {
        topics.createMissing(1, List.of(control), KEPT);
      }
      for (KafkaTopics.Topic topic : topics.list()) {
        requireOrder(topic);
        out.printf("%s\t%d\t%d%n", topic.name(), topic.partitions(), topic.end());
      }
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private void requireOrder(KafkaTopics.Topic topic) {
    if (topic.name().equals(control) && topic.partitions() != 1) {
      throw new IllegalStateException(
          "--control is "
              + control
              + ", which has "
              + topic.partitions()
              + " partitions; allowed is a topic of 1, which orders the commands: name another");
    }
  }
}
