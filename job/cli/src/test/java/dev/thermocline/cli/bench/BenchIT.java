package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.EarlyExitJob;
import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.demo.Stand;
import dev.thermocline.cli.demo.TinyBundle;
import dev.thermocline.cli.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small benchmark of the submitted job on a real broker, a real cluster and a small model. */
@Tag("soak")
@Timeout(600)
class BenchIT {

  @TempDir Path directory;

  private BenchOptions options(Contender... contenders) throws Exception {
    return new BenchOptions(
        TinyBundle.write(directory.resolve("bundle")),
        Files.writeString(directory.resolve("data"), "made"),
        Duration.ofSeconds(1),
        Optional.of(Duration.ofMillis(500)),
        0.05,
        List.of(contenders),
        List.of(BenchTrace.POISSON_LOW, BenchTrace.SINKLIMIT),
        4,
        5,
        400,
        directory.resolve("out"),
        false,
        1);
  }

  @Test
  void aRunIsRunOnceMoreOnTheSameBroker() throws Exception {
    BenchOptions options = options(Contender.ADAPTIVE);
    List<Example> examples = TinyBundle.examples(4, 3);
    Setup setup = MadeCells.setup(options);
    try (Stand stand = Stand.start(options.bundle(), EarlyExitJob::build)) {
      CellRun cells = new CellRun(stand, options, setup, examples, new Said(), 1);

      for (int run = 1; run <= 2; run++) {
        Cell cell = cells.run(BenchTrace.SINKLIMIT, Contender.ADAPTIVE, options.slo(), 1);

        assertThat(cell.run().complete()).isTrue();
        assertThat(cell.run().faults().describe()).isEqualTo("none");
      }
    }
  }

  @Test
  void runsEveryControllerOnATraceAndALimitedSinkAndReportsThem() throws Exception {
    BenchOptions options = options(Contender.values());

    BenchReport report =
        new Bench(options, TinyBundle.examples(500, 3), EarlyExitJob::build, new Said()).run();

    assertThat(report.fullDepthCapacity()).isPositive();
    assertThat(report.traces()).hasSize(2);
    assertThat(report.otherSlos()).hasSize(1);
    assertThat(report.traces().get(0).controllers())
        .hasSizeGreaterThanOrEqualTo(Contender.values().length - 2)
        .allSatisfy(
            result -> {
              assertThat(result.records()).isPositive();
              assertThat(result.faults()).startsWith("none");
              assertThat(result.quality()).as("the label does not change with depth").isEqualTo(1);
            });
    assertThat(report.traces().get(0).controllers().get(0).meanLayersFraction())
        .as("full depth")
        .isEqualTo(1);
    assertThat(Files.readString(directory.resolve("out").resolve(Bench.PAGE))).contains("<svg");
  }

  private static final class Said implements Progress {

    @Override
    public void report(String phase, long done, long total) {}

    @Override
    public void say(String message) {
      System.out.println(message);
    }
  }
}
