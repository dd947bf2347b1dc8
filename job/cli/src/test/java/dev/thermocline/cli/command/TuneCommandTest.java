package dev.thermocline.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

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

/**
 * What {@code tune} refuses before it asks a broker. The configurations name none, so that it gets
 * no further: what passes is told that brokers are missing.
 */
class TuneCommandTest {

  private static final String PASSED = "no brokers are given";

  @TempDir static Path folder;

  private static Path bundle = Path.of("");

  @BeforeAll
  static void writeBundle() throws IOException {
    bundle = TinyBundle.write(Files.createDirectory(folder.resolve("bundle")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--slo 50ms      | --slo is '50ms'; allowed: a duration from control.tick = 100 ms; give a",
        "--slo 1         | --slo is '1'; allowed: a duration from control.tick = 100 ms; give a",
        "--pin 99        | --pin is '99'; allowed: a rung of the ladder, 0 to ",
        "--pin 99 --key a| --pin of key 'a' is '99'; allowed: a rung of the ladder, 0 to ",
      })
  void whatTheConfigurationRulesOutIsAUsageError(String asked, String told) throws IOException {
    assertThat(tune("bundle.path: " + bundle, asked.split(" +"))).contains(told);
  }

  @ParameterizedTest
  @CsvSource({"--slo 100ms", "--slo default", "--pin 0", "--pin none", "--mode static"})
  void whatTheJobMayTakeIsNotHeldBack(String asked) throws IOException {
    assertThat(tune("bundle.path: " + bundle, asked.split(" +"))).contains(PASSED);
  }

  @Test
  void theTickIsTheConfigurations() throws IOException {
    assertThat(tune("control.tick: 20 ms", "--slo", "50ms")).contains(PASSED);
    assertThat(tune("control.tick: 300 ms", "--slo", "200ms"))
        .contains("a duration from control.tick = 300 ms");
  }

  @Test
  void aBundleThatIsNotHereIsLeftToTheJob() throws IOException {
    assertThat(tune("bundle.path: " + folder.resolve("away"), "--pin", "99")).contains(PASSED);
    assertThat(tune("control.topic: control", "--pin", "99")).contains(PASSED);
  }

  /** What is said; each time the exit status of a usage error. */
  private static String tune(String yaml, String... asked) throws IOException {
    Path file = Files.writeString(folder.resolve("job.yaml"), yaml + "\n");
    List<String> args = new ArrayList<>(List.of("--config", file.toString()));
    args.addAll(List.of(asked));
    StringWriter err = new StringWriter();
    int status =
        new CommandLine(new TuneCommand())
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute(args.toArray(String[]::new));
    assertThat(status).as(err.toString()).isEqualTo(2);
    return err.toString();
  }
}
