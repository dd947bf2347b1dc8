package dev.thermocline.cli.show;

import dev.thermocline.flink.config.JobOptions;
import java.util.Locale;
import org.apache.flink.configuration.ConfigOption;

/** What a topic of a job holds. */
public enum Kind {
  /** What the job reads. */
  REQUESTS(JobOptions.INPUT_TOPIC),
  /** What it answers. */
  PREDICTIONS(JobOptions.OUTPUT_TOPIC),
  /** What it could not answer or obey. */
  DEAD_LETTERS(JobOptions.DEAD_LETTER_TOPIC),
  /** What it was told while it ran. */
  COMMANDS(JobOptions.CONTROL_TOPIC);

  private final ConfigOption<String> topic;

  Kind(ConfigOption<String> topic) {
    this.topic = topic;
  }

  /** The job's option that names the topic. */
  public ConfigOption<String> topic() {
    return topic;
  }

  /** The name as it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
