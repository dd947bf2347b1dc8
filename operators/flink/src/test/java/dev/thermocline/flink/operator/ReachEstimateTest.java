package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thermocline.engine.bundle.OperatingPoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReachEstimateTest {
  private final List<OperatingPoint> ladder =
      List.of(
          point(0, List.of(1.0, 1.0, 1.0), List.of(1.0, 1.0, 1.0)),
          point(1, List.of(0.8, 0.8, 0.8), List.of(1.0, 0.6, 0.48)),
          point(2, List.of(0.4, 0.4, 0.4), List.of(1.0, 0.2, 0.04)));
  private final ReachEstimate estimate = ReachEstimate.of(ladder, 3);

  @Test
  void thresholdsOfARungGiveItsReach() {
    assertThat(estimate.reach(new double[] {0.8, 0.8, 0})).containsExactly(1, 0.6, 0.48);
    assertThat(estimate.reach(new double[] {0.4, 0.4, 0}))
        .containsExactly(new double[] {1, 0.2, 0.04}, within(1e-12));
  }

  @Test
  void betweenRungsTheShareThatStaysIsInterpolatedPerExit() {
    assertThat(estimate.reach(new double[] {0.6, 0.8, 0}))
        .containsExactly(new double[] {1, 0.4, 0.32}, within(1e-12));
  }

  @Test
  void beyondTheLadderItsEndsHold() {
    assertThat(estimate.reach(new double[] {2, 2, 0})).containsExactly(1, 1, 1);
    assertThat(estimate.reach(new double[] {0.1, 0.9, 0}))
        .containsExactly(new double[] {1, 0.2, 0.18}, within(1e-12));
  }

  @Test
  void withoutALadderEveryRecordIsTakenToStay() {
    assertThat(ReachEstimate.of(List.of(), 3).reach(new double[] {0.5, 0.5, 0.5}))
        .containsExactly(1, 1, 1);
  }

  private static OperatingPoint point(int rung, List<Double> thresholds, List<Double> reach) {
    return new OperatingPoint(rung, thresholds, reach, 1, Double.NaN, 1, 0, 0, Double.NaN);
  }
}
