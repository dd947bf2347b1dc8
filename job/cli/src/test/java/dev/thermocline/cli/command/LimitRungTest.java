package dev.thermocline.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.bundle.OperatingPoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitRungTest {

  @Test
  void isTheLastRungBeforeTheLossFirstExceedsTheLimit() {
    List<OperatingPoint> ladder = ladder(0, 0.01, 0.03, 0.06, 0.04);

    assertThat(LimitRung.of(ladder, 0.05)).as("not rung 4, behind one that failed").isEqualTo(2);
    assertThat(LimitRung.of(ladder, 0.03)).as("at the limit").isEqualTo(2);
    assertThat(LimitRung.of(ladder, 0)).isZero();
    assertThat(LimitRung.of(ladder, 1)).isEqualTo(4);
  }

  @Test
  void aCertifiedBoundCountsForTheLossItBounds() {
    List<OperatingPoint> ladder = new ArrayList<>(ladder(0, 0.01));
    ladder.add(point(2, 0.02, 0.07));

    assertThat(LimitRung.of(ladder, 0.05)).isEqualTo(1);
    assertThat(LimitRung.of(ladder, 0.07)).isEqualTo(2);
  }

  @Test
  void withoutARungWithinTheLimitItIsTheMostExpensive() {
    assertThat(LimitRung.of(ladder(0.2), 0.1)).isZero();
    assertThat(LimitRung.of(List.of(), 0.1)).isZero();
  }

  private static List<OperatingPoint> ladder(double... losses) {
    List<OperatingPoint> ladder = new ArrayList<>();
    for (int rung = 0; rung < losses.length; rung++) {
      ladder.add(point(rung, losses[rung], Double.NaN));
    }
    return ladder;
  }

  private static OperatingPoint point(int rung, double loss, double bound) {
    return new OperatingPoint(rung, List.of(0.5), List.of(1.0), 1, 0.8, 1, loss, 0, bound);
  }
}
