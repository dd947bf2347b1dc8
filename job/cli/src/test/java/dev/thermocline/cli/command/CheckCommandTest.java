package dev.thermocline.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.thermocline.cli.demo.EmbeddedBroker;
import dev.thermocline.cli.demo.TinyBundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CheckCommandTest {

  @TempDir static Path folder;

  private static String good;

  @BeforeAll
  static void writeBundle() throws IOException {
    Path bundle = TinyBundle.write(Files.createDirectory(folder.resolve("bundle")));
    good =
        """
        bundle.path: %s
        kafka.bootstrap.servers: localhost:1
        kafka.ssl.keystore.password: hunter2
        input: {topic: requests, group-id: thermocline, format: json}
        output.topic: predictions
        dead-letter.topic: dead-letters
        delivery.transactional-id-prefix: thermocline-glosses
        execution.checkpointing.interval: 10 s
        """
            .formatted(bundle);
  }

  private static Run check(String yaml, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("job.yaml"), yaml);
    List<String> args = new ArrayList<>(List.of("--config", file.toString()));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        new CommandLine(new CheckCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    assertThat(err.toString()).isEmpty();
    return new Run(status, out.toString().lines().toList());
  }

  private record Run(int status, List<String> out) {
    JsonNode json() throws IOException {
      return JsonMapper.builder().build().readTree(String.join("\n", out));
    }

    List<String> keys() {
      return out.stream().map(line -> line.substring(0, line.indexOf(' '))).toList();
    }
  }

  @Test
  void aGoodFileIsOkAndShowsWhatTheJobWouldRunWith() throws IOException {
    Run run = check(good, "--batch.max-size", "4", "-Dexit.order=none");

    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("ok").doesNotHaveDuplicates();
    assertThat(run.out().get(1)).startsWith("bundle sha256:");
    assertThat(run.out())
        .anyMatch(line -> line.matches("batch.max-size +4"))
        .anyMatch(line -> line.matches("exit.order +none"))
        .anyMatch(line -> line.matches("output.format +json"))
        .noneMatch(line -> line.startsWith("exit.thresholds"))
        .anyMatch(line -> line.matches("batch.length-buckets +8,12,16,20,24,32,48,64,128,256,512"))
        .anyMatch(line -> line.matches("execution.checkpointing.interval +10 s"))
        .anyMatch(line -> line.matches("kafka.ssl.keystore.password +\\*+"));
  }

  @Test
  void fiveFaultsAreFiveLinesAndNothingElse() throws IOException {
    String yaml =
        good.replace("output.topic: predictions\n", "")
            + """
            batch.maxsize: 8
            quality.max-loss: 1.5
            batch.linger: 5 parsecs
            exit.thresholds.floor: 0.5
            """;

    Run run = check(yaml);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.keys())
        .containsExactlyInAnyOrder(
            "output.topic",
            "batch.maxsize",
            "quality.max-loss",
            "batch.linger",
            "exit.thresholds.floor");
    assertThat(run.out())
        .contains(
            "batch.maxsize is '8'; allowed: the options of OPTIONS.md and Flink's own; there is no"
                + " such option, nearest is batch.max-size");
  }

  @Test
  void faultsOfTheBundleStandAmongTheOthers() throws IOException {
    String yaml =
        good
            + """
            exit.thresholds: [0.9, 0.8, 0.7, 0.6, 0.5]
            quality.uncertified: true
            control.static-rung: 16
            quality.loss: harm
            kafka.group.id: other
            batch.max-size: 16
            inflight.max: 80
            """;

    Run run = check(yaml, "stray");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.keys())
        .containsExactlyInAnyOrder(
            "exit.thresholds", "control.static-rung", "quality.loss", "kafka.group.id", "stray");
  }

  @ParameterizedTest
  @CsvSource({
    "50ms, 100ms, control.tick",
    "50ms, soon, control.tick",
    "soon, 2s, control.slo",
    "soon, never, control.slo control.tick"
  })
  void aFaultyPairHidesNoFaultOfTheBundle(String slo, String tick, String keys) throws IOException {
    String[] more = {"-Dcontrol.slo=" + slo, "-Dcontrol.tick=" + tick, "--quality.loss", "harm"};

    Run run = check(good, more);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.keys()).containsExactly((keys + " quality.loss").split(" "));
  }

  @Test
  void anSloBelowTheDefaultTickIsAFaultOfTheTickWithAndWithoutTheBundle() throws IOException {
    String fault =
        "control.tick is not set; allowed: at most control.slo = 50 ms; lower it or raise"
            + " control.slo";

    Run run = check(good, "-Dcontrol.slo=50ms");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).containsExactly(fault);
    assertThat(check(good, "-Dcontrol.slo=50ms", "--no-bundle").out()).containsExactly(fault);
    assertThat(check(good, "-Dcontrol.slo=50ms", "--json").json().path("faults")).hasSize(1);
  }

  @Test
  void aBundleThatIsNotThereIsAFaultUnlessItIsLeftUnread() throws IOException {
    String yaml = good.replaceFirst("bundle.path: .*", "bundle.path: /no/such/bundle");

    Run run = check(yaml);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out())
        .containsExactly(
            "bundle.path is '/no/such/bundle'; allowed: a bundle that can be verified; there is no"
                + " such directory or file here: mend the path, or leave the bundle unread with"
                + " --no-bundle");
    assertThat(check(yaml, "--no-bundle").status()).isZero();
  }

  @Test
  void jsonHasFaultsOrSettings() throws IOException {
    JsonNode ok = check(good, "--json").json();
    JsonNode faulty = check(good, "--json", "--parallelism", "0").json();

    assertThat(ok.path("ok").asBoolean()).isTrue();
    assertThat(ok.path("bundleId").asText()).startsWith("sha256:");
    assertThat(ok.path("faults")).isEmpty();
    assertThat(ok.path("settings").path("input.topic").asText()).isEqualTo("requests");
    assertThat(ok.path("settings").has("input.text-field")).isFalse();
    assertThat(faulty.path("ok").asBoolean()).isFalse();
    assertThat(faulty.path("faults"))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.path("key").asText()).isEqualTo("parallelism");
              assertThat(fault.path("value").asText()).isEqualTo("0");
              assertThat(fault.path("allowed").asText()).isEqualTo("an integer, 1 to 128");
              assertThat(fault.path("mend").asText()).isNotBlank();
            });
  }

  @Test
  void theClustersConfigurationCountsBelowTheFile() throws IOException {
    Path conf = Files.createDirectory(folder.resolve("conf"));
    Files.writeString(
        conf.resolve("config.yaml"), "execution:\n  checkpointing:\n    interval: 5 s\n");
    String yaml = good.replace("execution.checkpointing.interval: 10 s\n", "");

    assertThat(check(yaml).keys()).containsExactly("execution.checkpointing.interval");
    assertThat(check(yaml, "--flink-conf", conf.toString()).status()).isZero();
  }

  @Test
  void withoutAnythingEverythingRequiredIsNamed() {
    assertThat(run().keys()).hasSize(8).contains("bundle.path", "input.topic");
    assertThat(run("--config", "no/such.yaml").out()).hasSize(1);
  }

  @Test
  void theBrokersAreAskedForTopicsAndTransactions() throws IOException {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      broker.createTopics(1, "requests", "prediction");
      String brokers = "--kafka.bootstrap.servers=" + broker.bootstrapServers();

      Run run = check(good, brokers, "--brokers", "-Dkafka.transaction.timeout.ms=3600001");
      broker.createTopics(1, "predictions", "dead-letters");
      Run mended = check(good, brokers, "--brokers");

      assertThat(run.keys())
          .containsExactlyInAnyOrder(
              "output.topic", "dead-letter.topic", "kafka.transaction.timeout.ms");
      assertThat(run.out())
          .contains(
              "output.topic is 'predictions'; allowed: a topic the brokers have and may show;"
                  + " create it or mend the name, nearest is prediction");
      assertThat(mended.status()).as(mended.out().toString()).isZero();
    }
  }
}
