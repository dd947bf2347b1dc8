package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thermocline.cli.replay.Trace;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupTest {

  @TempDir Path directory;

  private final Setup setup = MadeCells.setup(MadeCells.options(Path.of("any"), false));

  @Test
  void comesBackAsItWasWrittenLabelsInOrder() throws IOException {
    setup.write(directory);

    Setup read = Setup.read(directory).orElseThrow();

    assertThat(read).usingRecursiveComparison().isEqualTo(setup);
    assertThat(read.examples()).containsExactly(3, 0, 1, 2);
  }

  @Test
  void aDirectoryWithoutOneHoldsNone() throws IOException {
    assertThat(Setup.read(directory)).isEmpty();
  }

  @Test
  void theMenuGoesFromTheBestRungToTheMeasuredLimit() {
    Menu menu = setup.menu(1);

    assertThat(menu.least()).as("1 / 20 records/s").isCloseTo(0.05, within(1e-12));
    assertThat(menu.most()).as("full depth's 1 / 10").isCloseTo(0.1, within(1e-12));
    assertThat(menu.agreement(0.05))
        .as("as measured, not the bundle's")
        .isCloseTo(0.9, within(1e-9));
    assertThat(menu.agreement(0.075))
        .as("0.01 of the bundle, doubled")
        .isCloseTo(0.98, within(1e-9));
    assertThat(menu.agreement(0.1)).isEqualTo(1);
  }

  @Test
  void theFeasibleRungIsTheDearestThatCarriesNineTenthsOfTheLimitWithHeadroom() {
    BenchOptions options = MadeCells.options(Path.of("any"), false);

    assertThat(setup.seconds(0)).isCloseTo(0.1, within(1e-12));
    assertThat(setup.seconds(1)).as("half way by layers").isCloseTo(0.075, within(1e-12));
    assertThat(setup.feasibleRung()).as("rung 1 does 13.3 of 18 records/s").isEqualTo(2);
    assertThat(MadeCells.setup(options, 2, 0.5, 11.5).feasibleRung())
        .as("rung 0 does 10, rung 1 10.7 of 10.35 records/s")
        .isEqualTo(1);
    assertThat(MadeCells.setup(options, 2, 0.5, 10.9).feasibleRung())
        .as("rung 0 would be 0.98 utilised")
        .isEqualTo(1);
    assertThat(MadeCells.setup(options, 2, 0.5, 10.9).utilisation(0))
        .isCloseTo(0.981, within(1e-9));
  }

  @Test
  void aLimitAtTheBestRungLeavesNothingUndefined() {
    BenchOptions options = MadeCells.options(Path.of("any"), false);
    Setup best = MadeCells.setup(options, 0, 1, 10);

    assertThat(best.seconds(0)).isCloseTo(0.1, within(1e-12));
    assertThat(best.feasibleRung()).isZero();
    assertThat(best.menu(1).least()).isCloseTo(0.1, within(1e-12));
    assertThat(best.menu(1).agreement(0.1)).isEqualTo(1);
    assertThat(
            Clairvoyant.agreement(
                new double[] {0, 0.1, 0.2}, new double[] {0, 0.1, 0.2}, 1, best.menu(1)))
        .isEqualTo(1);
  }

  @Test
  void tracesScaleWithWhatTheLimitCarries() {
    assertThat(setup.limitFactor()).isEqualTo(2);
    assertThat(setup.middleRung()).isEqualTo(1);
    assertThat(BenchTrace.STEP.peak(2)).isCloseTo(1.8, within(1e-12));
    assertThat(BenchTrace.STEP.trace(2)).isEqualTo(new Trace.Step(0.5 / 1.8));
    assertThat(BenchTrace.POISSON_NEAR.peak(2)).isEqualTo(0.9);
    assertThat(BenchTrace.USUAL).doesNotContain(BenchTrace.SUSTAINED).hasSize(13);
    assertThat(BenchTrace.BURSTS.rates()).isEqualTo("0.6 to 0.9 M");
  }
}
