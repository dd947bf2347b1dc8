package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CostModelTest {
  /** A run costs 1 ms and 1 ms per row, in the second bucket twice that. */
  private static final StageSeconds SECONDS =
      (stage, batch, bucket) -> 1e-3 * (1 + batch) * (1 + bucket);

  private static final List<double[]> REACH = List.of(new double[] {1, 1}, new double[] {1, 0.5});

  private final CostModel model = new CostModel(SECONDS, REACH, 2, new int[] {8, 4, 8, 4}, 0.005);

  private void run(int times, int stage, int bucket, int rows, double factor, boolean loaded) {
    double seconds = factor * SECONDS.seconds(stage, rows, bucket);
    for (int i = 0; i < times; i++) {
      model.ran(stage, bucket, rows, seconds, loaded);
    }
  }

  @Test
  void costsFullBatchesBeforeAnyRun() {
    double shortRow = 1e-3 * 9 / 8;
    double longRow = 2e-3 * 5 / 4;

    RungCosts costs = model.costs();

    assertThat(costs.fullDepthSeconds()).isCloseTo(shortRow + longRow, within(1e-12));
    assertThat(costs.relative(1)).isCloseTo(0.75, within(1e-12));
    assertThat(model.scale()).isEqualTo(1);
  }

  @Test
  void followsTheLengthsThatOccur() {
    run(2000, 1, 0, 8, 1, true);

    assertThat(model.costs().fullDepthSeconds()).isCloseTo(2e-3 * 9 / 8, within(1e-6));
  }

  @Test
  void learnsBatchSizesFromRunsUnderLoadOnly() {
    run(2000, 1, 0, 8, 1, true);
    run(2000, 2, 0, 1, 1, false);
    double untouched = model.costs().fullDepthSeconds();

    run(2000, 2, 0, 4, 1, true);

    assertThat(untouched).isCloseTo(1e-3 * 9 / 8 + 1e-3 * 9 / 8, within(1e-6));
    assertThat(model.costs().fullDepthSeconds())
        .isCloseTo(1e-3 * 9 / 8 + 1e-3 * 5 / 4, within(1e-6));
  }

  @Test
  void measuresTheScaleAtTheBatchSizeThatRan() {
    run(6000, 2, 0, 1, 1.5, false);

    assertThat(model.scale()).isCloseTo(1.5, within(1e-3));
  }

  @Test
  void forgetsASlowPhaseAfterAFewSecondsOfTheEngine() {
    run(1000, 1, 0, 8, 3, true);

    run(600, 1, 0, 8, 1, true);

    assertThat(model.scale()).isCloseTo(1, within(0.02));
  }

  @Test
  void letsOnePauseMoveTheScaleLittle() {
    run(1000, 1, 0, 8, 1, true);

    model.ran(1, 0, 8, 30, true);

    assertThat(model.scale()).isBetween(1.0, 1.05);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5})
  void takesAColdStartForNoSlowEngine(double restored) {
    model.restoreScale(restored);
    double highest = 0;
    for (double seconds = 0; seconds < 1; seconds += 3 * 9e-3) {
      run(1, 1, 0, 8, 3 * restored, true);
      highest = Math.max(highest, model.scale());
    }

    assertThat(highest).isLessThan(1.4 * restored);
  }

  @Test
  void believesAnEngineThatStaysSlow() {
    for (double seconds = 0; seconds < 4; seconds += 3 * 9e-3) {
      run(1, 1, 0, 8, 3, true);
    }

    assertThat(model.scale()).isGreaterThan(2.3);
  }

  @Test
  void boundsTheScale() {
    run(3000, 1, 0, 8, 50, true);
    assertThat(model.scale()).isCloseTo(5, within(1e-6));

    run(30_000, 1, 0, 8, 0.001, true);
    assertThat(model.scale()).isCloseTo(0.2, within(1e-2));
  }

  @Test
  void goesOnFromARestoredScale() {
    model.restoreScale(2.5);

    assertThat(model.scale()).isCloseTo(2.5, within(1e-12));
  }

  @Test
  void costsNeverRiseDownTheLadder() {
    CostModel odd =
        new CostModel(
            SECONDS,
            List.of(new double[] {1, 1}, new double[] {1, 0.4}, new double[] {1, 0.6}),
            1,
            new int[] {8, 8},
            0);

    assertThat(odd.costs().relative(2)).isEqualTo(odd.costs().relative(1));
  }

  @Test
  void residenceIsAFullBatchPerStageAndTheLinger() {
    run(3000, 1, 0, 8, 2, true);

    assertThat(model.residenceSeconds()).isCloseTo(2 * 2 * 9e-3 + 0.005, within(1e-4));
  }

  @Test
  void theLeastResidenceIsThatOfTheShortestRecordsWhateverRuns() {
    double before = model.shortestResidenceSeconds();

    run(3000, 1, 1, 8, 2, true);

    assertThat(before).isCloseTo(2 * 9e-3 + 0.005, within(1e-9));
    assertThat(model.shortestResidenceSeconds()).isEqualTo(before);
  }

  @Test
  void refusesLimitsThatDoNotMatchTheStages() {
    assertThatThrownBy(() -> new CostModel(SECONDS, REACH, 2, new int[] {8}, 0))
        .hasMessageContaining("1 batch limits")
        .hasMessageContaining("4");
  }
}
