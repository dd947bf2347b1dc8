package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thermocline.cli.demo.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchSittingsTest {

  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void writeBundleAndData() throws IOException {
    TinyBundle.write(shared.resolve("bundle"));
    Files.writeString(shared.resolve("data"), "records");
  }

  @Test
  void runsAreListedAsTheyWereBegun() throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    MadeBench.finish(options);
    CellStore store = new CellStore(directory.resolve("cells"));
    store.write(BenchTrace.STEP, Contender.STATIC_LIMIT, 1000, MadeCells.cell("static-limit", 9));

    BenchReport report = MadeBench.bench(options).run();

    assertThat(report.traces().get(0).order())
        .containsExactly("adaptive@1000ms", "adaptive@500ms", "static-limit");
  }

  @Test
  void cellsOfSeveralSittingsAreMarkedAndGiveNoInterval() throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    MadeBench.finish(options);
    CellStore store = new CellStore(directory.resolve("cells"));
    for (BenchTrace trace : options.traces()) {
      write(store, trace, Contender.STATIC_LIMIT, 1);
      write(store, trace, Contender.ADAPTIVE, 1);
    }
    BenchReport one = MadeBench.bench(options).run();

    write(store, BenchTrace.STEP, Contender.ADAPTIVE, 2);
    BenchReport two = MadeBench.bench(options).run();

    assertThat(one.means().get(0).adaptiveLeadLow()).isNotNull();
    assertThat(BenchTable.of(one)).doesNotContain("no interval", "(sitting");
    assertThat(two.traces().get(0).order())
        .containsExactly(
            "adaptive@500ms (sitting 1)",
            "static-limit (sitting 1)",
            "adaptive@1000ms (sitting 2)");
    assertThat(two.means().get(0).adaptiveLead()).isZero();
    assertThat(two.means().get(0).adaptiveLeadLow()).isNull();
    assertThat(BenchTable.of(two)).contains("no interval for static-limit: on a feasible trace");
    assertThat(Files.readString(directory.resolve(Bench.PAGE))).contains("no interval for");
  }

  @Test
  void cellsOfASittingThatBeganWithAnotherCapacityAreMarked() throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    MadeBench.finish(options);
    Sittings sittings = new Sittings(directory);
    sittings.begun(sittings.begin(), 8, 1);

    BenchReport report = MadeBench.bench(options).run();

    assertThat(report.traces().get(0).controllers())
        .allSatisfy(result -> assertThat(result.capacityMoved()).isTrue());
    assertThat(BenchTable.of(report)).contains("none; CAPACITY MOVED", "8.0 records/s (-20.0 %)");
  }

  @Test
  void aContenderThatHoldsTheRungOfAnotherIsSaidToHaveRunAsThat() throws Exception {
    BenchOptions two = MadeCells.options(shared.resolve("bundle"), directory, true);
    MadeBench.finish(two);
    BenchOptions options =
        new BenchOptions(
            two.bundle(),
            two.data(),
            two.slo(),
            two.alsoSlo(),
            two.maxLoss(),
            List.of(Contender.STATIC_LIMIT, Contender.STATIC_FEASIBLE),
            two.traces(),
            two.seconds(),
            two.steadySeconds(),
            two.distinct(),
            directory,
            true,
            two.seed());

    BenchReport report = MadeBench.bench(options).run();

    BenchReport.Entrant feasible = report.contenders().get(1);
    assertThat(feasible.sameAs()).isEqualTo("static-limit");
    assertThat(feasible.utilisation()).isCloseTo(0.9, within(1e-12));
    assertThat(BenchTable.contenders(report))
        .contains(
            "static-feasible: rung 2, ran as static-limit, estimated utilisation 0.90 at 0.9 M");
    assertThat(report.traces().get(0).controllers()).hasSize(1);
  }

  private static void write(CellStore store, BenchTrace trace, Contender contender, int sitting)
      throws IOException {
    Cell cell = MadeCells.cell(contender.toString(), 9, sitting, MadeCells.NONE);
    store.write(trace, contender, 1000, cell);
  }
}
