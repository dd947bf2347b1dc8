package dev.thermocline.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.flink.config.OptionFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of every kind together: each is one line, and none hides another. */
class FaultyOptionsTest {

  private static final String GOOD =
      """
      bundle.path: /models/glosses
      kafka.bootstrap.servers: broker:9092
      input: {topic: requests, group-id: thermocline}
      output.topic: predictions
      dead-letter.topic: dead-letters
      delivery.transactional-id-prefix: thermocline-glosses
      execution.checkpointing.interval: 10 s
      """;

  @TempDir Path folder;

  private List<String> faults(String yaml, String... line) throws IOException {
    String[] args = new String[line.length + 2];
    args[0] = "--config";
    args[1] = Files.writeString(folder.resolve("job.yaml"), yaml).toString();
    System.arraycopy(line, 0, args, 2, line.length);
    List<OptionFault> faults = JobArguments.read(args).faults(new Configuration());
    assertThat(faults).allSatisfy(fault -> assertThat(fault.toString()).hasLineCount(1));
    return faults.stream().map(OptionFault::key).toList();
  }

  @Test
  void theGoodFileHasNone() throws IOException {
    assertThat(faults(GOOD)).isEmpty();
  }

  @Test
  void misspeltOutOfRangeWrongUnitContradictoryAndMissing() throws IOException {
    String yaml =
        GOOD.replace("bundle.path: /models/glosses\n", "")
            + """
            batch.maxsize: 8
            quality.max-loss: 1.5
            batch.linger: 5 parsecs
            exit.thresholds: [0.9, 0.8]
            """;

    assertThat(faults(yaml))
        .containsExactlyInAnyOrder(
            "batch.maxsize", "quality.max-loss", "batch.linger", "exit.thresholds", "bundle.path");
  }

  @Test
  void unknownPolicyKafkaTypoListForScalarTypeAndValueOfKafka() throws IOException {
    String yaml =
        GOOD.replace("output.topic: predictions", "output.topic: [predictions, more]")
            + """
            exit.policy: max-propability
            kafka.max.pol.records: 100
            parallelism: four
            kafka.linger.ms: 5 ms
            """;

    assertThat(faults(yaml))
        .containsExactlyInAnyOrder(
            "output.topic",
            "exit.policy",
            "kafka.max.pol.records",
            "parallelism",
            "kafka.linger.ms");
  }

  @Test
  void twiceInTheFileTwiceOnTheLineNothingBehindAKeyStrayAndEqualTopics() throws IOException {
    String yaml =
        GOOD.replace("topic: dead-letters", "topic: predictions")
            + """
            input: {start: latest}
            batch.max-size:
            """;

    assertThat(faults(yaml, "--parallelism", "2", "-Dparallelism=3", "stray"))
        .containsExactlyInAnyOrder(
            "input", "batch.max-size", "parallelism", "stray", "dead-letter.topic");
  }

  @Test
  void formatFieldsAndDeadLettersOfJson() throws IOException {
    String yaml =
        GOOD
            + """
            input.format: jsn
            output.format: avro
            input.text-fields: body
            dead-letter.max-bytes: 900 kb
            control.static-rung: 3
            control.mode: off
            """;

    assertThat(faults(yaml))
        .containsExactlyInAnyOrder(
            "input.format", "output.format", "input.text-fields", "control.static-rung");
    assertThat(faults(yaml.replace("avro", "json").replace("jsn", "json")))
        .containsExactlyInAnyOrder(
            "input.text-fields", "dead-letter.max-bytes", "control.static-rung");
  }

  @Test
  void aDeviceOtherThanTheProcessorCannotBeAskedFor() throws IOException {
    String yaml =
        GOOD
            + """
            device.stages: cuda
            device.fallback: cpu
            """;

    assertThat(faults(yaml)).containsExactlyInAnyOrder("device.stages", "device.fallback");
  }

  @Test
  void anEmptyFileLacksEverythingThatIsRequired() throws IOException {
    assertThat(faults(""))
        .containsExactlyInAnyOrder(
            "bundle.path",
            "kafka.bootstrap.servers",
            "input.topic",
            "input.group-id",
            "output.topic",
            "dead-letter.topic",
            "delivery.transactional-id-prefix",
            "execution.checkpointing.interval");
  }

  @Test
  void aFileThatCannotBeReadIsTheOnlyFaultBesideThoseOfTheLine() throws IOException {
    assertThat(faults("a: 1\n\tb: 2\n", "stray")).containsExactly("config", "stray");
    assertThat(JobArguments.read("--config", "no/such.yaml").faults(new Configuration()))
        .hasSize(1);
  }

  @Test
  void whatTheEnvironmentKnowsCountsBelowTheFile() throws IOException {
    Configuration environment = new Configuration();
    environment.setString("execution.checkpointing.interval", "1 s");
    environment.setString("quality.max-loss", "7");
    String file =
        Files.writeString(
                folder.resolve("job.yaml"),
                GOOD.replace("execution.checkpointing.interval: 10 s\n", ""))
            .toString();

    assertThat(JobArguments.read("--config", file).faults(environment))
        .extracting(OptionFault::key)
        .containsExactly("quality.max-loss");
    assertThat(JobArguments.read("--config", file, "--quality.max-loss", "0.1").faults(environment))
        .isEmpty();
  }
}
