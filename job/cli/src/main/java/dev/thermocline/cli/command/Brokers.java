package dev.thermocline.cli.command;

import dev.thermocline.app.JobArguments;
import dev.thermocline.flink.config.InvalidOptionsException;
import dev.thermocline.flink.config.JobOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where the brokers are: given, or read from a job's configuration with all that clients need. */
final class Brokers {

  private static final String BOOTSTRAP = "bootstrap.servers";

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "H:P",
      description = "Brokers, host:port separated by commas. Default: those of --config.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private @Nullable String bootstrapServers;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A job's configuration; brokers, topics, formats and the clients' kafka.* settings are"
              + " taken from it where nothing else is given.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private @Nullable Path config;

  /** The job's options; none without {@code --config}. */
  Optional<Configuration> job(CommandLine command) {
    if (config == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(JobArguments.parse("--config", config.toString()));
    } catch (InvalidOptionsException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * A topic: as given, or the job's.
   *
   * @param option name of the option it may be given by
   * @param given its value
   * @param key the job's option
   */
  String topic(
      CommandLine command, String option, @Nullable String given, ConfigOption<String> key) {
    return optionalTopic(command, given, key)
        .orElseThrow(
            () ->
                new ParameterException(
                    command,
                    option
                        + " is not given; allowed is the name of a topic, or --config with "
                        + key.key()));
  }

  /** As {@link #topic}, for a topic that may be left out. */
  Optional<String> optionalTopic(
      CommandLine command, @Nullable String given, ConfigOption<String> key) {
    return given == null ? job(command).flatMap(job -> job.getOptional(key)) : Optional.of(given);
  }

  /** Settings for a Kafka client. */
  Map<String, String> settings(CommandLine command) {
    Map<String, String> settings =
        new TreeMap<>(job(command).map(JobOptions::kafkaProperties).orElse(Map.of()));
    if (bootstrapServers != null) {
      settings.put(BOOTSTRAP, bootstrapServers);
    }
    if (!settings.containsKey(BOOTSTRAP)) {
      throw new ParameterException(
          command,
          "no brokers are given; allowed are --bootstrap-servers host:port, or --config with "
              + JobOptions.BOOTSTRAP_SERVERS.key());
    }
    return settings;
  }
}
