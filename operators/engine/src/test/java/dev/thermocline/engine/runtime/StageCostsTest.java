package dev.thermocline.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StageCostsTest {
  private static final double NOT_MEASURED = Double.NaN;

  private final StageCosts costs =
      new StageCosts(
          1,
          2,
          new int[] {1, 2, 4},
          new double[] {0.002, 0.003, 0.005, 0.010, NOT_MEASURED, NOT_MEASURED});

  @Test
  void answersMeasuredSizes() {
    assertThat(costs.seconds(1, 2, 0)).isEqualTo(0.003);
  }

  @Test
  void interpolatesBetweenThem() {
    assertThat(costs.seconds(1, 3, 0)).isCloseTo(0.004, within(1e-12));
  }

  @Test
  void growsInProportionBeyondThem() {
    assertThat(costs.seconds(1, 8, 0)).isCloseTo(0.010, within(1e-12));
    assertThat(costs.seconds(1, 3, 1)).isCloseTo(0.030, within(1e-12));
  }

  @Test
  void findsTheLargestBatchWithinATime() {
    assertThat(costs.largestBatch(1, 0, 8, 0.0041)).isEqualTo(3);
    assertThat(costs.largestBatch(1, 0, 8, 1)).isEqualTo(8);
    assertThat(costs.largestBatch(1, 1, 8, 0.001)).isEqualTo(1);
  }
}
