package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TautStringTest {

  @Test
  void inAWideCorridorItIsStraight() {
    double[] steps = TautString.steps(0, new double[] {-9, -9, 3}, new double[] {9, 9, 3});

    assertThat(steps).containsExactly(new double[] {1, 1, 1}, within(1e-12));
  }

  @Test
  void itBendsAtTheUpperBoundAndGoesStraightBehindIt() {
    double[] steps = TautString.steps(0, new double[] {0, 0, 0, 10}, new double[] {9, 1, 9, 10});

    assertThat(steps).containsExactly(new double[] {0.5, 0.5, 4.5, 4.5}, within(1e-12));
  }

  @Test
  void itBendsAtTheLowerBoundAndGoesStraightBehindIt() {
    double[] steps = TautString.steps(0, new double[] {0, 8, 0, 10}, new double[] {9, 9, 10, 10});

    assertThat(steps).containsExactly(new double[] {4, 4, 1, 1}, within(1e-12));
  }

  @Property(tries = 200)
  void itStaysInTheCorridorAndNoOtherPathIsWorthMore(
      @ForAll @IntRange(min = 1, max = 40) int points, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] lower = new double[points];
    double[] upper = new double[points];
    double at = 0;
    for (int i = 0; i < points; i++) {
      at += random.nextDouble();
      lower[i] = Math.max(at - random.nextDouble(), i == 0 ? 0 : lower[i - 1]);
      upper[i] = Math.max(at + random.nextDouble(), i == 0 ? 0 : upper[i - 1]);
    }

    double[] steps = TautString.steps(0, lower, upper);

    double position = 0;
    double worth = 0;
    for (int i = 0; i < points; i++) {
      position += steps[i];
      worth += value(steps[i]);
      assertThat(position).isBetween(lower[i] - 1e-9, upper[i] + 1e-9);
    }
    assertThat(position).isCloseTo(upper[points - 1], within(1e-9));
    assertThat(worthOfAnother(random, lower, upper)).isLessThanOrEqualTo(worth + 1e-9);
  }

  private static double worthOfAnother(SplittableRandom random, double[] lower, double[] upper) {
    double position = 0;
    double worth = 0;
    for (int i = 0; i < lower.length; i++) {
      double next = lower[i] + random.nextDouble() * (upper[i] - lower[i]);
      next = i == lower.length - 1 ? upper[i] : Math.max(next, position);
      worth += value(next - position);
      position = next;
    }
    return worth;
  }

  /** Concave, and worth nothing more from 1 on. */
  private static double value(double step) {
    return Math.sqrt(Math.max(Math.min(step, 1), 0));
  }
}
