package dev.thermocline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ThermoclineTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "demo --records 0        | --records is 0; allowed is a whole number from 1",
        "demo --load -1          | --load is -1.0; allowed is a finite number above 0",
        "demo --load NaN         | --load is NaN; allowed is a finite number above 0",
        "demo --max-loss 2       | --max-loss is 2.0; allowed is a number from 0 to 1",
        "demo --poison -3        | --poison is -3; allowed is a whole number from 0; 0 spoils none",
        "demo --mode STATIC --poison -3 | --poison is -3; allowed is a whole number from 0; 0 spoils",
        "demo --slo soon         | 'soon' is not a duration",
        "demo --slo 1            | control.tick is not set; allowed: at most control.slo = 1 ms;",
        "demo --slo 50ms         | control.tick is not set; allowed: at most control.slo = 50 ms;",
        "demo --trace sawtooth   | allowed is one of [poisson, step, ramp, bursts,",
        "demo --mode AIMD_DELAY  | allowed is one of [adaptive, static, off, aimd-delay, aimd-busy, pi",
        "demo -D batch.max-sise=8 | batch.max-size",
        "demo -D batch.max-size=0 | batch.max-size is '0'; allowed: ",
        "demo -Dcontrol.tick=2s  | control.tick is '2s'; allowed: at most control.slo = 1000 ms; lower",
        "demo -Dcontrol.static-rung=3 | allowed: nothing while control.mode=adaptive; set",
        "demo --mode off -Dcontrol.static-rung=3 | allowed: nothing while control.mode=off; set",
        "demo --mode static -Dcontrol.static-rung=x | control.static-rung is 'x'; allowed: -1 or a",
        "demo -D batch.max-size | a value behind the key",
        "demo -D control.slo=2s | -D control.slo is set; allowed is a key that the demo does not set",
        "demo --records many     | 'many' is not an int",
        "demo --recrods 5        | Unknown option",
        "demo --recrods=5        | nearest is --records",
        "verfy --in in           | nearest is verify",
        "broker --port 70000     | --port is 70000; allowed is 0 to 65535",
        "topics --partitions 0   | --partitions is 0; allowed is 1 or more",
        "replay --bootstrap-servers h:1 --topic t --trace step --trace-file f | --trace is step, which",
        "replay --bootstrap-servers h:1 --topic t --rate max --trace outage | --trace is outage, which",
        "replay --bootstrap-servers h:1 --topic t --rate 0 --trace hotkey | which --rate max leaves",
        "replay --bootstrap-servers h:1 --topic t --rate max --trace sinklimit | without effect",
        "replay --bootstrap-servers h:1 --topic t --rate max --trace-file f | --trace-file is f, which",
        "replay --bootstrap-servers h:1 --topic t --trace sinklimit | would hold back nobody; allowed",
        "replay --bootstrap-servers h:1 --topic t --trace sinklimit --output-client-id"
            + " thermocline-replay | which is the generator's own; allowed is any other client.id",
        "demo --trace step --trace-file f | --trace is step, which --trace-file leaves without",
        "replay --topic in       | no brokers are given; allowed are --bootstrap-servers",
        "replay --bootstrap-servers h:1 | --topic is not given; allowed is the name of a topic",
        "replay --bootstrap-servers h:1 --topic t --rate -1 | '-1' is not a rate",
        "replay --bootstrap-servers h:1 --topic t --rate NaN | 'NaN' is not a rate",
        "replay --bootstrap-servers h:1 --topic t --records 0 | --records is 0; allowed is a whole",
        "replay --bootstrap-servers h:1 --topic t --keys 0 | --keys is 0; allowed is a whole number",
        "replay --bootstrap-servers h:1 --topic t --key-skew -1 | --key-skew is -1.0; allowed is",
        "replay --bootstrap-servers h:1 --topic t --data no.jsonl | --data is no.jsonl, which is not",
        "replay --bootstrap-servers h:1 --topic t --trace-file no.csv | no.csv, which is not a file",
        "replay --bootstrap-servers h:1 --topic t --output-record-bytes 0 | -bytes is 0; allowed is a",
        "replay --topic t --config no.yaml | no.yaml",
        "verify --in in --out out | no brokers are given; allowed are --bootstrap-servers",
        "verify --bootstrap-servers h:1 --out out | --in is not given; allowed is the name of a topic",
        "verify --bootstrap-servers h:1 --in in | --out is not given; allowed is the name of a topic",
        "verify --bootstrap-servers h:1 --in i --out o --wait soon | 'soon' is not a duration",
        "verify --bootstrap-servers h:1 --in i --out o --format xml | one of [single-object, json]",
        "tune --topic c          | no setting is given; allowed are --max-loss, --slo, --mode and --pin",
        "tune --topic c --pin 1  | no brokers are given; allowed are --bootstrap-servers",
        "tune --bootstrap-servers h:1 --pin 1 | --topic is not given; allowed is the name of a topic",
        "tune --topic c --max-loss 2 | --max-loss is '2'; allowed: a number from 0 to 1, or default",
        "tune --topic c --slo soon | --slo is 'soon'; allowed: a duration from 1 ms to 365 d",
        "tune --topic c --pin -1 | --pin is '-1'; allowed: a rung of the ladder, from 0, or none",
        "tune --topic c --mode fast | --mode is 'fast'; allowed: [",
        "tune --topic c --slo 1s --key a | --slo of key 'a' is '1s'; allowed: scope job",
        "bench --traces sawtooth | allowed is one of [poisson-0.5, poisson-0.9, poisson-0.6M, poisson",
        "bench --controllers pid | allowed is one of [full-depth, static-middle, static-feasible, stat",
        "bench --slo 50ms --bundle . --data pom.xml | --slo is 50 ms; allowed is a duration from 100 ms",
        "bench --also-slo 20ms --bundle . --data pom.xml | --also-slo is 20 ms; allowed is a duration",
        "bench --seconds 1 --bundle . --data pom.xml | --seconds is 1; allowed is a whole number from",
        "bench --also-slo 1s --bundle . --data pom.xml | --also-slo is 1000 ms; allowed is a duration",
        "show                    | Missing required parameter: 'WHAT'",
        "show answers            | allowed is one of [requests, predictions, dead-letters, commands]",
        "show predictions --topic t | no brokers are given; allowed are --bootstrap-servers",
        "show commands --bootstrap-servers h:1 | --topic is not given; allowed is the name of a topic",
        "show requests --bootstrap-servers h:1 --topic t --limit -1 | --limit is -1; allowed is a whole",
        "demmo                   | Unmatched argument at index 0: 'demmo'; nearest is demo",
      })
  void aUsageErrorIsOneLineThatSaysWhatIsAllowed(
      String arguments, String message, @TempDir Path directory) throws Exception {
    Files.createFile(directory.resolve("test.jsonl"));
    String[] args =
        (arguments + (arguments.startsWith("demo ") ? " --bundle " + directory : "")).split(" +");

    int status = run(Thermocline.commandLine(), args);

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).startsWith("thermocline: ").contains(message).contains("try: ");
    assertThat(err.toString().lines()).hasSize(2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void noCommandIsAUsageErrorThatListsThem() {
    int status = run(Thermocline.commandLine());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("no command is given", "demo");
  }

  @Test
  void aMissingBundleIsNamedWithTheMend(@TempDir Path directory) {
    int status =
        run(Thermocline.commandLine(), "demo", "--bundle", directory.resolve("none").toString());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("--bundle is", "none", "not a directory", "build");
  }

  @Test
  void missingDataIsNamedWithTheMend(@TempDir Path directory) {
    int status = run(Thermocline.commandLine(), "demo", "--bundle", directory.toString());

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("--data is", "test.jsonl", "JSON Lines");
  }

  @Test
  void helpExplainsEveryOptionOfTheDemo() {
    int status = run(Thermocline.commandLine(), "demo", "--help");

    assertThat(status).isZero();
    assertThat(out.toString())
        .contains(
            "--records",
            "--load",
            "--trace",
            "--slo",
            "--report",
            "--seed",
            "--max-loss",
            "--poison",
            "--bundle",
            "--data",
            "poisson, step",
            "Default: 6000",
            "Default: 1.8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "bench"})
  void helpWritesDurationsAsTheyAreGiven(String command) {
    int status = run(Thermocline.commandLine(), command, "--help");

    assertThat(status).isZero();
    assertThat(out.toString()).containsPattern("Default:\\s+1s").doesNotContain("PT1S");
  }

  @Test
  void aFailureIsOneLineWithoutAStackTrace() {
    int status = run(failing(new IllegalStateException("the tide\n  is out")), "fail");

    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("thermocline: the tide is out" + System.lineSeparator());
  }

  @Test
  void debugAddsTheStackTrace() {
    int status = run(failing(new IllegalStateException("the tide is out")), "--debug", "fail");

    assertThat(status).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("thermocline: the tide is out")
        .contains("at dev.thermocline.cli.ThermoclineTest");
  }

  @Test
  void anErrorIsOneLineToo() {
    int status = run(failing(new OutOfMemoryError("Java heap\n space")), "fail");

    assertThat(status).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly(
            "thermocline: fail needs more memory: Java heap space; raise THERMOCLINE_HEAP");
  }

  @Test
  void aFileThatCannotBeUsedComesWithTheActionAndTheReason() {
    run(failing(new UncheckedIOException(new AccessDeniedException("/a/b"))), "fail");
    run(failing(new UncheckedIOException(new NoSuchFileException("/c"))), "fail");

    assertThat(err.toString().lines())
        .containsExactly(
            "thermocline: fail cannot use /a/b: access is denied",
            "thermocline: fail cannot use /c: there is no such file or directory");
  }

  @Test
  void aReportThatCannotBeWrittenIsRefusedBeforeTheDemoStarts(@TempDir Path directory)
      throws Exception {
    Files.createFile(directory.resolve("test.jsonl"));

    int status =
        run(
            Thermocline.commandLine(),
            "demo",
            "--bundle=" + directory,
            "--report=" + directory.resolve("test.jsonl/below/report.json"));

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("--report is", "test.jsonl", "is not a directory");
    assertThat(
            run(
                Thermocline.commandLine(),
                "demo",
                "--bundle=" + directory,
                "--report=" + directory))
        .isEqualTo(2);
  }

  private static CommandLine failing(Throwable failure) {
    return Thermocline.commandLine().addSubcommand(new Failing(failure));
  }

  private int run(CommandLine commandLine, String... args) {
    return commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
  }

  @Command(name = "fail")
  private static final class Failing implements Runnable {

    private final Throwable failure;

    Failing(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public void run() {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    }
  }
}
