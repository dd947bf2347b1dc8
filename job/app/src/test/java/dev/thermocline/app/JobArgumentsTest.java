package dev.thermocline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.flink.config.InvalidOptionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobArgumentsTest {

  @TempDir Path folder;

  private String file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("job.yaml"), yaml).toString();
  }

  private static Map<String, String> parse(String... args) {
    return JobArguments.parse(args).toMap();
  }

  @Test
  void readsEveryFormOfAnOption() {
    assertThat(parse("--a.b", "1", "--c=2", "-Dd.e=3=4", "--rung", "-1"))
        .isEqualTo(Map.of("a.b", "1", "c", "2", "d.e", "3=4", "rung", "-1"));
  }

  @Test
  void theLineWinsOverTheFileAndTheSameTwiceIsOnce() throws IOException {
    String file = file("a: 1\nb: 2\n");

    assertThat(parse("--a", "3", "-Da=3", "--config", file, "--config", file))
        .isEqualTo(Map.of("a", "3", "b", "2"));
  }

  @Test
  void twoValuesOnOneLevelAreRefusedSecretsHidden() throws IOException {
    String other = Files.writeString(folder.resolve("other.yaml"), "b: 3\n").toString();
    String file = file("b: 2\n");

    assertThatThrownBy(
            () ->
                parse(
                    "--a",
                    "1",
                    "-Da=2",
                    "--config",
                    file,
                    "--config",
                    other,
                    "--kafka.token",
                    "x",
                    "--kafka.token=y"))
        .hasMessage(
            """
            a is '2'; allowed: one value, and the command line says '1' as well; drop one of them
            b is '3'; allowed: one value, and another file says '2' as well; drop one of them
            kafka.token is '******'; allowed: one value, and the command line says '******' as \
            well; drop one of them""");
  }

  @Test
  void fileTakesDottedAndNestedKeysAndLists() throws IOException {
    String file =
        file(
            """
            input:
              topic: in
              start: earliest
            exit.thresholds: [0.9, 0.8]
            exit.thresholds.floor: 0.5
            quality:
              uncertified: true
            batch.max-time: 20 ms
            """);

    assertThat(parse("--config", file))
        .isEqualTo(
            Map.of(
                "input.topic", "in",
                "input.start", "earliest",
                "exit.thresholds", "0.9;0.8",
                "exit.thresholds.floor", "0.5",
                "quality.uncertified", "true",
                "batch.max-time", "20 ms"));
  }

  @Test
  void namesEverythingThatCannotBeRead() {
    assertThatThrownBy(() -> parse("stray", "--a", "--b", "-Dc", "--config", "no/such.yaml"))
        .isInstanceOf(InvalidOptionsException.class)
        .message()
        .hasLineCount(5)
        .contains("stray", "a is not set", "b is not set", "c is not set", "no/such.yaml");
  }

  @Test
  void anArgumentWithoutDashesIsShownUpToItsEqualsSign() {
    assertThatThrownBy(() -> parse("kafka.sasl.password=hunter2"))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageStartingWith("kafka.sasl.password is not set")
        .message()
        .doesNotContain("hunter2");
  }
}
