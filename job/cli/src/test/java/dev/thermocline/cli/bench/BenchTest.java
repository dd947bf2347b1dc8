package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.demo.DemoJob;
import dev.thermocline.cli.demo.TinyBundle;
import dev.thermocline.cli.progress.Progress;
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

  private static final List<Example> EXAMPLES =
      List.of(
          new Example("0", "zero", "b", "0"),
          new Example("1", "one", null, "1"),
          new Example("2", "two", "a", "2"),
          new Example("3", "three", "b", "3"));

  private static final DemoJob NEVER =
      (environment, options) -> {
        throw new IllegalStateException("a run was started");
      };

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
    finish(options);

    BenchReport report = bench(options).run();

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
    finish(options);

    BenchReport report = bench(options).run();

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
    finish(options);

    BenchReport report = bench(options).run();

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
    finish(options);

    BenchReport report = bench(options).run();

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
    finish(options);
    Path cells = directory.resolve("cells");
    Files.writeString(
        cells.resolve("outage/unfinished"), "static-limit\nadaptive@1000ms\nadaptive@500ms\n");
    List<String> said = new ArrayList<>();

    assertThatThrownBy(() -> bench(options, said).run())
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

    assertThatThrownBy(() -> bench(options).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("goes on with Key[bundleId=sha256:abc")
        .hasMessageContaining("give the same, or another --out");
  }

  @Test
  void aDirectoryWithABenchmarkIsLeftAloneUnlessGoingOnIsAskedFor() throws Exception {
    finish(MadeCells.options(shared.resolve("bundle"), directory, true));

    assertThatThrownBy(
            () -> bench(MadeCells.options(shared.resolve("bundle"), directory, false)).check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("which holds a benchmark; give --resume, or another directory");
  }

  @Test
  void fewerContendersTracesAndSlosAreReportedFromTheSameCells() throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    finish(options);
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

    BenchReport report = bench(fewer).run();

    assertThat(report.traces()).hasSize(1);
    assertThat(report.traces().get(0).controllers()).hasSize(1);
    assertThat(report.otherSlos()).isEmpty();
    assertThat(bench(options).run().traces()).as("nothing is gone").hasSize(2);
  }

  @Test
  void aBenchmarkGoesOnOnlyUnderTheSameOptions() throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    finish(options);
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

    assertThatThrownBy(() -> bench(other).check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seed=1")
        .hasMessageContaining("seed=2");
  }

  /** On step the limit agrees on 80 %, adaptive on 90 %; on outage all are 2 s old. */
  private static void finish(BenchOptions options) throws Exception {
    MadeCells.setup(Setup.Key.of(options), 2, 0.5, 20).write(options.directory());
    CellStore store = new CellStore(options.directory().resolve("cells"));
    for (long sloMs : new long[] {1000, 500}) {
      for (Contender contender : options.contenders()) {
        Cell step = MadeCells.cell(contender.toString(), 9);
        Cell outage = MadeCells.cell(contender.toString(), 27);
        for (int i = 0; i < step.records().size(); i++) {
          boolean disagrees = contender == Contender.STATIC_LIMIT ? i % 5 == 0 : i % 10 == 0;
          step.records().agrees()[i] = !disagrees;
          step.records().right()[i] = step.records().example()[i] == 1 ? -1 : 1;
          if (sloMs == 500 && contender == Contender.ADAPTIVE && disagrees) {
            MadeCells.age(step, i, 700);
          }
        }
        for (int i = 0; i < outage.records().size(); i++) {
          MadeCells.age(outage, i, 2000);
        }
        store.write(BenchTrace.STEP, contender, sloMs, step);
        store.write(BenchTrace.OUTAGE, contender, sloMs, outage);
      }
    }
  }

  private static Bench bench(BenchOptions options) {
    return bench(options, new ArrayList<>());
  }

  private static Bench bench(BenchOptions options, List<String> said) {
    return new Bench(
        options,
        EXAMPLES,
        NEVER,
        new Progress() {
          @Override
          public void report(String phase, long done, long total) {}

          @Override
          public void say(String message) {
            said.add(message);
          }
        });
  }

  private static List<String> names(JsonNode json) {
    Iterable<String> names = json::fieldNames;
    return StreamSupport.stream(names.spliterator(), false).toList();
  }
}
