package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thermocline.cli.demo.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {

  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void writeBundleAndData() throws IOException {
    TinyBundle.write(shared.resolve("bundle"));
    Files.writeString(shared.resolve("data"), "records");
  }

  @Test
  void aFinishedBenchmarkIsReportedWithoutRunningAnything() throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    MadeBench.finish(options);

    BenchReport report = MadeBench.bench(options).run();

    BenchReport.TraceResult step = report.traces().get(0);
    assertThat(step.feasible()).isTrue();
    assertThat(step.clairvoyant()).isCloseTo(1, within(1e-12));
    BenchReport.ControllerResult limit = step.controllers().get(0);
    assertThat(limit.effectiveAgreement()).isCloseTo(0.8, within(1e-12));
    assertThat(limit.gapClosed()).isZero();
    BenchReport.ControllerResult adaptive = step.controllers().get(1);
    assertThat(adaptive.effectiveAgreement()).isCloseTo(0.9, within(1e-12));
    assertThat(adaptive.regret()).isCloseTo(0.1, within(1e-9));
    assertThat(adaptive.gapClosed()).isCloseTo(0.5, within(1e-9));
    assertThat(adaptive.effectiveAccuracy()).as("of the labelled").isCloseTo(1, within(1e-12));
  }

  @Test
  void aTraceThatTheLimitDoesNotHoldIsNotFeasibleAndInNoMean() throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    MadeBench.finish(options);

    BenchReport report = MadeBench.bench(options).run();

    BenchReport.TraceResult outage = report.traces().get(1);
    assertThat(outage.feasible()).isFalse();
    assertThat(outage.clairvoyant()).isNull();
    assertThat(outage.controllers()).allSatisfy(result -> assertThat(result.regret()).isNull());
    assertThat(report.means()).extracting(BenchReport.Mean::traces).containsExactly(1, 1);
    assertThat(report.means().get(1).gapClosed()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void aFixedRungIsRunOnceAndScoredUnderBothSlos() throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    MadeBench.finish(options);

    BenchReport report = MadeBench.bench(options).run();

    BenchReport.OtherSlo other = report.otherSlos().get(0);
    assertThat(other.sloMs()).isEqualTo(500);
    assertThat(other.traces().get(1).controllers().get(0).lateFraction())
        .as("2 s old under either")
        .isEqualTo(report.traces().get(1).controllers().get(0).lateFraction())
        .isPositive();
    assertThat(other.traces().get(0).controllers().get(1).lateFraction())
        .as("adaptive has a run of its own")
        .isCloseTo(0.1, within(0.02));
  }

  @Test
  void jsonTableAndPageHoldTheSame() throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    MadeBench.finish(options);

    BenchReport report = MadeBench.bench(options).run();

    JsonNode json = new ObjectMapper().readTree(directory.resolve(Bench.JSON).toFile());
    assertThat(names(json.path("traces").path(0)))
        .contains("name", "feasible", "controllers", "clairvoyant");
    assertThat(names(json.path("traces").path(0).path("controllers").path(0)))
        .startsWith(
            "name",
            "quality",
            "lateFraction",
            "effectiveAgreement",
            "effectiveAccuracy",
            "meanLayersFraction",
            "p50",
            "p99",
            "p999",
            "lagSlope",
            "recoverySeconds",
            "reversalsPerMinute",
            "regret",
            "seed");
    assertThat(json.path("traces").path(1).path("clairvoyant").isNull()).isTrue();
    assertThat(BenchTable.of(report))
        .contains("step: 0.5 to 0.9 M of full depth", "SLO 1000 ms, feasible", "not feasible")
        .contains("adaptive           0.9000");
    String page = Files.readString(directory.resolve(Bench.PAGE));
    assertThat(page)
        .contains("<title>Stream benchmark</title>", "<svg", "static-limit on step", "SLO 500 ms")
        .doesNotContain("http://www.w3.org/1999", "<script", "<link", "NaN", "Infinity", "url(");
    assertThat(page.split("<figure>")).as("two a trace and SLO, and what is before").hasSize(9);
  }

  @Test
  void anUnfinishedTraceIsRunAgainFromItsStartAndAFinishedOneIsKept() throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    MadeBench.finish(options);
    Path cells = directory.resolve("cells");
    Files.writeString(
        cells.resolve("outage/unfinished"), "static-limit\nadaptive@1000ms\nadaptive@500ms\n");
    List<String> said = new ArrayList<>();

    assertThatThrownBy(() -> MadeBench.bench(options, said).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a run was started");

    assertThat(said).anyMatch(line -> line.contains("M = 2.00"));
    assertThat(cells.resolve("step/adaptive@500ms.csv.gz")).exists();
    assertThat(cells.resolve("outage/static-limit.csv.gz")).as("until it is run again").exists();
  }

  @Test
  void aBenchmarkDoesNotGoOnWithAnotherBundle() throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    MadeCells.setup(options).write(directory);

    assertThatThrownBy(() -> MadeBench.bench(options).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("goes on with Key[bundleId=sha256:abc")
        .hasMessageContaining("give the same, or another --out");
  }

  @Test
  void aDirectoryWithABenchmarkIsLeftAloneUnlessGoingOnIsAskedFor() throws Exception {
    MadeBench.finish(MadeCells.options(shared.resolve("bundle"), directory, true));

    assertThatThrownBy(
            () ->
                MadeBench.bench(MadeCells.options(shared.resolve("bundle"), directory, false))
                    .check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("which holds a benchmark; give --resume, or another directory");
  }

  @Test
  void fewerContendersTracesAndSlosAreReportedFromTheSameCells() throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    MadeBench.finish(options);
    BenchOptions fewer =
        new BenchOptions(
            options.bundle(),
            options.data(),
            options.slo(),
            Optional.empty(),
            options.maxLoss(),
            List.of(Contender.ADAPTIVE),
            List.of(BenchTrace.STEP),
            options.seconds(),
            options.steadySeconds(),
            options.distinct(),
            directory,
            true,
            options.seed());

    BenchReport report = MadeBench.bench(fewer).run();

    assertThat(report.traces()).hasSize(1);
    assertThat(report.traces().get(0).controllers()).hasSize(1);
    assertThat(report.otherSlos()).isEmpty();
    assertThat(MadeBench.bench(options).run().traces()).as("nothing is gone").hasSize(2);
  }

  @Test
  void aBenchmarkGoesOnOnlyUnderTheSameOptions() throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    MadeBench.finish(options);
    BenchOptions other =
        new BenchOptions(
            options.bundle(),
            options.data(),
            options.slo(),
            options.alsoSlo(),
            options.maxLoss(),
            options.contenders(),
            options.traces(),
            options.seconds(),
            options.steadySeconds(),
            options.distinct(),
            directory,
            true,
            2);

    assertThatThrownBy(() -> MadeBench.bench(other).check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seed=1")
        .hasMessageContaining("seed=2");
  }

  private static List<String> names(JsonNode json) {
    Iterable<String> names = json::fieldNames;
    return StreamSupport.stream(names.spliterator(), false).toList();
  }
}
