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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void laterWinsOverEarlierAndTheLineOverTheFile() throws IOException {
    String file = file("a: 1\nb: 2\n");

    assertThat(parse("--a", "3", "--a", "4", "--config", file))
        .isEqualTo(Map.of("a", "4", "b", "2"));
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
  void emptyFileGivesNothing() throws IOException {
    assertThat(parse("--config", file("# nothing yet\n"))).isEmpty();
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
  void refusesAKeyTwiceInAFile() throws IOException {
    String file = file("a: 1\na: 2\n");

    assertThatThrownBy(() -> parse("--config", file))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("Duplicate field 'a'")
        .hasMessageContaining("line 2");
  }

  @Test
  void refusesAFileThatIsNoMap() throws IOException {
    String file = file("- a\n- b\n");

    assertThatThrownBy(() -> parse("--config", file))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("key: value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.sasl.password: hunter2: x\n",
        "kafka.sasl.password: 'hunter2\n",
        "kafka.sasl.password: hunter2\n\tinput.topic: in\n",
        "kafka.sasl.password: @hunter2\n",
        "kafka.sasl.password: !hunter2 [\n",
        "kafka.sasl.password: \"\\hunter2\"\n"
      })
  void aSyntaxErrorNamesItsLineAndQuotesNothingOfIt(String yaml) throws IOException {
    String file = file("# job\n" + yaml);

    assertThatThrownBy(() -> parse("--config", file))
        .isInstanceOf(InvalidOptionsException.class)
        .message()
        .hasLineCount(1)
        .contains("config is '" + file + "'", "it is not YAML in line ")
        .doesNotContain("hunter2", "password");
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
