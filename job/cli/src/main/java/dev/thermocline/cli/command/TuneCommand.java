package dev.thermocline.cli.command;

import dev.thermocline.cli.control.ControlTopic;
import dev.thermocline.cli.replay.KafkaTopics;
import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.flink.tuning.RefusedCommandException;
import dev.thermocline.flink.tuning.TuningCommand;
import dev.thermocline.flink.tuning.TuningRules;
import dev.thermocline.flink.tuning.TuningScope;
import dev.thermocline.flink.tuning.TuningSetting;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thermocline tune}: changes settings of a running job. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Changes settings of a running job: writes one command for each to its control topic and"
          + " waits until the brokers have it.",
      "With --config, what the job's options and its bundle rule out is refused at once. The rest"
          + " the job checks when it reads it: its log says what was changed, its dead-letter topic"
          + " what was refused. The value default gives a setting back to the job's options."
    })
public final class TuneCommand implements Callable<Integer> {

  /** Commands are numbered by the job as it reads them. */
  private static final long NO_OFFSET = -1;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final Brokers brokers = new Brokers();

  @Option(
      names = "--topic",
      paramLabel = "CONTROL",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "The job's control topic. Default: control.topic of --config.")
  private @Nullable String topic;

  @Option(
      names = "--max-loss",
      paramLabel = "L",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Quality limit, as quality.max-loss.")
  private @Nullable String maxLoss;

  @Option(
      names = "--slo",
      paramLabel = "DURATION",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Longest wanted latency, as control.slo, such as 1s.")
  private @Nullable String slo;

  @Option(
      names = "--mode",
      paramLabel = "NAME",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Who chooses the depth, as control.mode.")
  private @Nullable String mode;

  @Option(
      names = "--pin",
      paramLabel = "RUNG",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Rung of the ladder that every record runs, within the limit; none = no such.")
  private @Nullable String pin;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Change --max-loss and --pin for the records of this key only.")
  private @Nullable String key;

  @Option(
      names = "--id",
      paramLabel = "TEXT",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "Names the command; the job obeys a name once. With several settings each gets its name"
            + " added. Default: a new one."
      })
  private @Nullable String id;

  @Option(names = "--issuer", paramLabel = "NAME", description = "Who asks, for the job's log.")
  private String issuer = System.getProperty("user.name", "");

  @Override
  public Integer call() throws InterruptedException {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    List<TuningCommand> commands = commands(command);
    Map<String, String> kafka = brokers.settings(command);
    String control = brokers.topic(command, "--topic", topic, JobOptions.CONTROL_TOPIC);
    PrintWriter out = command.getOut();
    requireThere(kafka, control);
    try (ControlTopic written = new ControlTopic(kafka, control)) {
      for (TuningCommand asked : commands) {
        long offset = written.write(wire(asked));
        out.printf(
            "%s=%s: command %s is at offset %d of %s%n",
            asked.target(), asked.value(), asked.id(), offset, control);
        out.flush();
      }
    }
    out.printf(
        "the job answers in its log; what it refuses goes to its dead-letter topic%s%n",
        brokers
            .optionalTopic(command, null, JobOptions.DEAD_LETTER_TOPIC)
            .map(letters -> " " + letters)
            .orElse(""));
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  /** Asks before a producer does, at whose question some brokers would create the topic. */
  private static void requireThere(Map<String, String> kafka, String control) {
    try (KafkaTopics topics = KafkaTopics.at(kafka)) {
      if (!topics.exists(control)) {
        throw new IllegalStateException(
            "topic "
                + control
                + " is not there; allowed is the control topic of a job: mend the name, or create it"
                + " with thermocline topics --control "
                + control);
      }
    }
  }

  private List<TuningCommand> commands(CommandLine command) {
    Map<TuningSetting, @Nullable String> asked = new EnumMap<>(TuningSetting.class);
    asked.put(TuningSetting.MAX_LOSS, maxLoss);
    asked.put(TuningSetting.SLO, slo);
    asked.put(TuningSetting.MODE, mode);
    asked.put(TuningSetting.PIN, pin);
    asked.values().removeIf(Objects::isNull);
    if (asked.isEmpty()) {
      throw new ParameterException(
          command, "no setting is given; allowed are --max-loss, --slo, --mode and --pin");
    }
    String name = id == null ? UUID.randomUUID().toString() : id;
    List<TuningCommand> commands = new ArrayList<>();
    asked.forEach(
        (setting, value) ->
            commands.add(
                new TuningCommand(
                    asked.size() == 1 ? name : name + "-" + setting,
                    setting.toString(),
                    String.valueOf(value),
                    key == null ? TuningScope.JOB : TuningScope.KEY,
                    key,
                    issuer,
                    NO_OFFSET)));
    check(command, commands);
    return commands;
  }

  private void check(CommandLine command, List<TuningCommand> asked) {
    try {
      for (TuningCommand each : asked) {
        TuningRules.checkWritten(each);
      }
      Optional<Configuration> job = brokers.job(command);
      if (job.isPresent()) {
        new TuneCheck(job.get()).check(asked);
      }
    } catch (RefusedCommandException e) {
      throw new ParameterException(command, "--" + e.getMessage(), e);
    }
  }

  private static dev.thermocline.schemas.TuningCommand wire(TuningCommand asked) {
    return dev.thermocline.schemas.TuningCommand.newBuilder()
        .setId(asked.id())
        .setSetting(asked.setting())
        .setValue(asked.value())
        .setScope(dev.thermocline.schemas.TuningScope.valueOf(asked.scope().name()))
        .setKey(asked.key())
        .setIssuer(asked.issuer())
        .build();
  }
}
