package dev.thermocline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The assembled distribution with its own model, as a user runs it. */
class DistributionIT {

  private static final Path HOME =
      Path.of(
          Objects.requireNonNull(
              System.getProperty("thermocline.distribution"),
              "system property thermocline.distribution is not set; run 'mvn verify'"));

  private static final long LIMIT_SECONDS = 300;

  @TempDir Path directory;

  @Test
  void theDemoAccountsForEveryRecordAndKeepsTheAccuracyOnLessThanFullDepth() throws Exception {
    Path file = directory.resolve("report.json");

    Run run = run("demo", "--records=1500", "--poison=300", "--report=" + file, "--no-console");

    assertThat(run.status()).as(run.errors()).isZero();
    JsonNode report = read(file);
    assertThat(report.path("recordsIn").asInt()).isEqualTo(1500);
    assertThat(report.path("recordsOut").asInt()).isEqualTo(1495);
    assertThat(report.path("deadLettered").asInt()).isEqualTo(5);
    assertThat(report.get("missing").asInt()).isZero();
    assertThat(report.get("duplicates").asInt()).isZero();
    assertThat(report.path("exitCounts")).hasSize(6).allMatch(count -> count.asInt() > 0);
    assertThat(report.path("meanLayersFraction").asDouble()).isBetween(0.1, 0.55);
    assertThat(report.path("fullDepthAccuracy").asDouble()).isBetween(0.7, 1.0);
    assertThat(report.path("accuracy").asDouble())
        .as("a small sample")
        .isGreaterThanOrEqualTo(report.path("fullDepthAccuracy").asDouble() - 0.02);
  }

  @Test
  void evaluateMeasuresEveryRungOfTheDefaultBundle() throws Exception {
    Run run = run("evaluate", "--limit=300", "--throughput-records=0", "--json");

    assertThat(run.status()).as(run.errors()).isZero();
    JsonNode evaluation = read(run.out());
    assertThat(evaluation.path("n").asInt()).isEqualTo(300);
    assertThat(evaluation.path("exits")).hasSize(6);
    assertThat(evaluation.path("rungs")).hasSize(24);
  }

  private Run run(String... arguments) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/thermocline").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      assertThat(ended).as("ends within its time; so far: " + Files.readString(err)).isTrue();
      return new Run(process.exitValue(), out, Files.readString(err));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static JsonNode read(Path file) throws IOException {
    return JsonMapper.builder().build().readTree(file.toFile());
  }

  /**
   * One call that has ended.
   *
   * @param out file with what it printed
   * @param errors what it wrote to standard error
   */
  private record Run(int status, Path out, String errors) {}
}
