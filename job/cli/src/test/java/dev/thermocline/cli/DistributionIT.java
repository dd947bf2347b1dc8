package dev.thermocline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The assembled distribution with its own model, as a user runs it. */
class DistributionIT {

  private static final Path HOME =
      Path.of(
          Objects.requireNonNull(
              System.getProperty("thermocline.distribution"),
              "system property thermocline.distribution is not set; run 'mvn verify'"));

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @TempDir Path directory;

  @Test
  void theDemoAccountsForEveryRecordAndKeepsTheAccuracyOnLessThanFullDepth() throws Exception {
    Path file = directory.resolve("report.json");

    CommandRun.Result run =
        run(
            "demo",
            "--mode=static",
            "--records=1500",
            "--poison=300",
            "--report=" + file,
            "--no-console");

    assertThat(run.status()).as(run.errors()).isZero();
    JsonNode report = MAPPER.readTree(file.toFile());
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
    CommandRun.Result run = run("evaluate", "--limit=300", "--throughput-records=0", "--json");

    assertThat(run.status()).as(run.errors()).isZero();
    JsonNode evaluation = MAPPER.readTree(run.out());
    assertThat(evaluation.path("n").asInt()).isEqualTo(300);
    assertThat(evaluation.path("exits")).hasSize(6);
    JsonNode calibration =
        MAPPER.readTree(HOME.resolve("bundle").resolve("calibration.json").toFile());
    assertThat(evaluation.path("rungs"))
        .hasSizeGreaterThan(12)
        .hasSameSizeAs(calibration.path("ladder"));
  }

  private static CommandRun.Result run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/thermocline").toString()));
    command.addAll(List.of(arguments));
    return CommandRun.run(LIMIT, Map.of(), command);
  }
}
