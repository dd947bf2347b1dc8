package dev.thermocline.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.flink.config.OptionFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFileTest {

  @TempDir Path folder;

  private JobFile read(String yaml) throws IOException {
    return JobFile.read(Files.writeString(folder.resolve("job.yaml"), yaml).toString());
  }

  private String fault(String yaml) throws IOException {
    JobFile file = read(yaml);
    return assertThat(file.faults()).singleElement().actual().toString();
  }

  @Test
  void valuesAreTakenAsTheyAreWritten() throws IOException {
    JobFile file =
        read(
            """
            # numbers, truths and times keep their spelling
            input.topic: 007
            quality.max-loss: 0.050
            batch.max-size: 1_000
            quality.uncertified: yes
            pipeline.name: "a: b"
            kafka.client.id: >-
              folded
              text
            """);

    assertThat(file.faults()).isEmpty();
    assertThat(file.options())
        .isEqualTo(
            Map.of(
                "input.topic", "007",
                "quality.max-loss", "0.050",
                "batch.max-size", "1_000",
                "quality.uncertified", "yes",
                "pipeline.name", "a: b",
                "kafka.client.id", "folded text"));
  }

  @Test
  void listsAreJoinedAsWhoeverReadsThemSeparatesThem() throws IOException {
    JobFile file =
        read(
            """
            exit.thresholds: [0.9, 0.8]
            kafka.bootstrap.servers:
              - a:1
              - b:2
            pipeline.jars: [x, y]
            """);

    assertThat(file.options())
        .isEqualTo(
            Map.of(
                "exit.thresholds", "0.9;0.8",
                "kafka.bootstrap.servers", "a:1,b:2",
                "pipeline.jars", "x;y"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing yet\n", "---\n", "~\n", "{}\n", "\uFEFF"})
  void anEmptyFileGivesNothing(String yaml) throws IOException {
    JobFile file = read(yaml);

    assertThat(file.faults()).isEmpty();
    assertThat(file.complete()).isTrue();
    assertThat(file.options()).isEmpty();
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstKey() throws IOException {
    assertThat(read("\uFEFFa: 1\n").options()).isEqualTo(Map.of("a", "1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 1\\n#\\na: 2       | a is not set; allowed: one value; it is there twice: drop line 1 or 3",
        "a: 1\\na: 1           | a is not set; allowed: one value; it is there twice: drop line 1 or 2",
        "a: {b: 1}\\na.b: 2    | a.b is not set; allowed: one value; it is there twice: drop line 1 or 2",
        "a.b: 2\\na: {b: 1}    | a.b is not set; allowed: one value; it is there twice: drop line 1 or 2",
        "a: {b: 1}\\na: {c: 1} | a is not set; allowed: one value; it is there twice: drop line 1 or 2",
        "a:                    | a is not set; allowed: a value behind the key; give it one, or drop the line",
        "a: ~                  | a is not set; allowed: a value behind the key; give it one, or drop the line",
        "a: &x 1\\nb: *x       | b is not set; allowed: a value that is written out; write what the alias stands for",
        "input.topic: [a, b]   | input.topic is '[a, b]'; allowed: one value, not a list; give it one",
        "a: [[1]]              | a is not set; allowed: text, a number, true or false; give it one of these",
        "a: [x, {y: z}, ~]     | a is not set; allowed: text, a number, true or false; give it one of these",
        "a: [x, ~]             | a is not set; allowed: a value behind the key; give it one, or drop the line",
        "a: !!binary aGk=      | a is not set; allowed: text, a number, true or false; give it one of these"
      })
  void oneFaultIsNamedAndTheRestIsRead(String yaml, String message) throws IOException {
    String text = yaml.replace("\\n", "\n") + "\nlast: 1\n";

    assertThat(fault(text)).isEqualTo(message);
    assertThat(read(text).complete()).isTrue();
    assertThat(read(text).options()).containsEntry("last", "1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "- a\\n- b          | a YAML file of keys and values; write key: value lines",
        "just text          | a YAML file of keys and values; write key: value lines",
        "a: 1\\n---\\nb: 2  | a YAML file with one document; drop what follows the line '---'",
        "a: b: c            | a YAML file; mend it: it is not YAML in line 1",
        "a: 1\\n\\tb: 2     | a YAML file; mend it: a tab stands where only spaces may in line 2",
        "a: [1              | a YAML file; mend it: it is not YAML in line 1",
        "a: 1\\n  b: 2      | a YAML file; mend it: it is not YAML in line 2"
      })
  void whatIsNotAFileOfKeysIsRefused(String yaml, String message) throws IOException {
    String text = yaml.replace("\\n", "\n").replace("\\t", "\t");

    assertThat(fault(text)).startsWith("config is '").endsWith("job.yaml'; allowed: " + message);
    assertThat(read(text).complete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: \"\\x", "\"\\u", "a: \"\\UFFFFFFFF\""})
  void anEscapeThatIsCutOffOrBeyondUnicodeIsRefused(String yaml) throws IOException {
    assertThat(fault(yaml)).contains("job.yaml'; allowed: a YAML file; mend it: it is not YAML");
    assertThat(read(yaml).complete()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{a: ", "[", "- ", "? "})
  void nestingWithoutEndIsRefused(String opening) throws IOException {
    JobFile file = read(opening.repeat(100_000));

    assertThat(file.complete()).isFalse();
    assertThat(file.faults()).isNotEmpty();
  }

  @Test
  void otherEncodingsMissingFilesAndFoldersAreRefused() throws IOException {
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, "a: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(JobFile.read(latin.toString()).faults())
        .singleElement()
        .extracting(OptionFault::allowed)
        .isEqualTo("a YAML file in UTF-8");
    for (String path : new String[] {"no/such.yaml", folder.toString(), "", "\0"}) {
      assertThat(JobFile.read(path).faults())
          .singleElement()
          .extracting(OptionFault::allowed)
          .isEqualTo("a YAML file that can be read");
    }
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
    assertThat(fault("# job\n" + yaml))
        .hasLineCount(1)
        .contains(" in line ")
        .doesNotContain("hunter2", "password");
  }
}
