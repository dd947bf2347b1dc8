package dev.thermocline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  @Test
  void poissonArrivesAtItsPeakRateWithExponentialGaps() {
    Schedule schedule = Schedule.of(Trace.POISSON, 20_000, 500, 7);

    double[] gaps = new double[schedule.size() - 1];
    double sum = 0;
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = (schedule.dueNanos(i + 1) - schedule.dueNanos(i)) / 1e9;
      sum += gaps[i];
    }
    double mean = sum / gaps.length;
    double squares = 0;
    for (double gap : gaps) {
      squares += (gap - mean) * (gap - mean);
    }

    assertThat(1 / mean).isCloseTo(500, within(15.0));
    assertThat(Math.sqrt(squares / gaps.length) / mean)
        .as("an exponential's deviation equals its mean")
        .isCloseTo(1, within(0.05));
    assertThat(schedule.endOfPeakSeconds()).isNaN();
  }

  @Test
  void stepRunsAThirdOfThePeakThenThePeakThenAThirdAgain() {
    Schedule schedule = Schedule.of(Trace.STEP, 30_000, 900, 7);

    double seconds = 30_000 / (900 * Trace.STEP.meanLevel());

    assertThat(schedule.endOfPeakSeconds()).isCloseTo(seconds * 2 / 3, within(1e-9));
    assertThat(rate(schedule, 0, seconds / 3)).isCloseTo(300, within(20.0));
    assertThat(rate(schedule, seconds / 3, seconds * 2 / 3)).isCloseTo(900, within(30.0));
    assertThat(rate(schedule, seconds * 2 / 3, seconds * 0.97)).isCloseTo(300, within(20.0));
  }

  @ParameterizedTest
  @EnumSource(Trace.class)
  void theSameSeedGivesTheSameArrivalsAndAnotherSeedOthers(Trace trace) {
    Schedule first = Schedule.of(trace, 100, 50, 1);

    assertThat(dues(Schedule.of(trace, 100, 50, 1))).isEqualTo(dues(first));
    assertThat(dues(Schedule.of(trace, 100, 50, 2))).isNotEqualTo(dues(first));
  }

  @Property(tries = 50)
  void arrivalsNeverFallAndScaleWithTheRate(
      @ForAll Trace trace,
      @ForAll @IntRange(min = 1, max = 500) int records,
      @ForAll @DoubleRange(min = 1, max = 1000) double rate,
      @ForAll long seed) {
    Schedule slow = Schedule.of(trace, records, rate, seed);
    Schedule fast = Schedule.of(trace, records, rate * 2, seed);

    for (int i = 0; i < records; i++) {
      assertThat(slow.dueNanos(i)).isGreaterThanOrEqualTo(i == 0 ? 0 : slow.dueNanos(i - 1));
      assertThat((double) fast.dueNanos(i))
          .isCloseTo(slow.dueNanos(i) / 2.0, within(2 + 1e-9 * slow.dueNanos(i)));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aRateThatIsNoRateIsRefused(double rate) {
    assertThatThrownBy(() -> Schedule.of(Trace.STEP, 10, rate, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("peak rate is " + rate);
  }

  private static double rate(Schedule schedule, double from, double to) {
    int inside = 0;
    for (int i = 0; i < schedule.size(); i++) {
      double due = schedule.dueNanos(i) / 1e9;
      inside += due >= from && due < to ? 1 : 0;
    }
    return inside / (to - from);
  }

  private static long[] dues(Schedule schedule) {
    long[] dues = new long[schedule.size()];
    for (int i = 0; i < dues.length; i++) {
      dues[i] = schedule.dueNanos(i);
    }
    return dues;
  }
}
