package dev.thermocline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
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
    Schedule schedule = Schedule.of(new Trace.Poisson(), 20_000, 500, 7);

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
    assertThat(schedule.fallSeconds()).isNaN();
  }

  @Test
  void stepRunsAtItsFloorThenThePeakThenItsFloorAgain() {
    Schedule schedule = Schedule.lasting(new Trace.Step(0.25), 60, 900, 7);

    assertThat(schedule.fallSeconds()).isCloseTo(40, within(1e-9));
    assertThat(rate(schedule, 0, 20)).isCloseTo(225, within(15.0));
    assertThat(rate(schedule, 20, 40)).isCloseTo(900, within(30.0));
    assertThat(rate(schedule, 40, 60)).isCloseTo(225, within(15.0));
  }

  @Test
  void rampClimbsStraightToThePeakAndNeverFalls() {
    Schedule schedule = Schedule.lasting(new Trace.Ramp(0.2), 100, 500, 7);

    assertThat(rate(schedule, 0, 10)).isCloseTo(120, within(15.0));
    assertThat(rate(schedule, 45, 55)).isCloseTo(300, within(20.0));
    assertThat(rate(schedule, 90, 100)).isCloseTo(480, within(25.0));
    assertThat(schedule.fallSeconds()).isNaN();
  }

  @Test
  void diurnalPeaksAtNoonAndFallsFromThere() {
    Schedule schedule = Schedule.lasting(new Trace.Diurnal(1d / 3), 100, 600, 7);

    assertThat(rate(schedule, 0, 5)).isCloseTo(202, within(20.0));
    assertThat(rate(schedule, 20, 30)).isCloseTo(400, within(25.0));
    assertThat(rate(schedule, 45, 55)).isCloseTo(597, within(25.0));
    assertThat(rate(schedule, 95, 100)).isCloseTo(202, within(20.0));
    assertThat(schedule.fallSeconds()).isCloseTo(50, within(1e-9));
  }

  @Test
  void burstsStayInEachStateAboutItsMeanTime() {
    Trace.Bursts bursts = new Trace.Bursts(0.3, 15, 8);

    double quiet = 0;
    double all = 0;
    for (long seed = 0; seed < 50; seed++) {
      for (Trace.Segment stay : bursts.segments(300, seed)) {
        all += stay.seconds();
        quiet += stay.from() < 1 ? stay.seconds() : 0;
      }
      assertThat(bursts.segments(60, seed)).hasSizeGreaterThanOrEqualTo(2);
    }

    assertThat(all).isCloseTo(50 * 300, within(1e-6));
    assertThat(quiet / all).isCloseTo(15.0 / 23, within(0.03));
  }

  @Test
  void burstsFallWhereTheLastOneEnds() {
    Trace.Bursts bursts = new Trace.Bursts(0.3, 2, 0.8);

    Schedule schedule = Schedule.lasting(bursts, 30, 300, 3);

    double fall = schedule.fallSeconds();
    assertThat(fall).isBetween(20.0, 30.0);
    assertThat(rate(schedule, fall - 0.4, fall)).isGreaterThan(200);
    assertThat(rate(schedule, fall, Math.min(fall + 1, 30))).isLessThan(200);
  }

  @Test
  void anOutageHoldsTheMiddleThirdBackUntilItsEndAndLeavesItsStamps() {
    Schedule schedule = Schedule.lasting(new Trace.Outage(), 30, 100, 7);

    for (int i = 0; i < schedule.size(); i++) {
      double due = schedule.dueNanos(i) / 1e9;
      double available = schedule.availableNanos(i) / 1e9;
      assertThat(available).isCloseTo(due >= 10 && due < 20 ? 20 : due, within(1e-6));
    }
    assertThat(rate(schedule, 10, 20)).as("stamps").isCloseTo(100, within(15.0));
    assertThat(schedule.fallSeconds()).as("the end of the outage").isCloseTo(20, within(1e-9));
  }

  @Test
  void aHotKeySendsItsShareInTheMiddleThirdOnly() {
    Schedule schedule = Schedule.lasting(new Trace.HotKey(0.5), 30, 200, 7);
    Keys keys = schedule.keys(Keys.inTurn(50), 7);

    assertThat(hotShare(schedule, keys, 0, 10)).isCloseTo(0.02, within(0.01));
    assertThat(hotShare(schedule, keys, 10, 20)).isCloseTo(0.51, within(0.04));
    assertThat(hotShare(schedule, keys, 20, 30)).isCloseTo(0.02, within(0.01));
  }

  @Test
  void theOutputIsLimitedToAShareOfWhatIsDueMeanwhile() {
    Schedule schedule = Schedule.lasting(new Trace.SinkLimit(0.5), 30, 200, 7);

    Schedule.OutputLimit limit = schedule.outputLimit().orElseThrow();

    assertThat(limit.window()).isEqualTo(new Trace.Window(10, 20));
    assertThat(limit.recordsPerSecond()).isCloseTo(100, within(10.0));
    assertThat(Schedule.lasting(new Trace.Poisson(), 3, 9, 1).outputLimit()).isEmpty();
  }

  @Test
  void recordedArrivalsKeepTheirTimesOrAreStretchedToARate() {
    Recording recording = Recording.of(new double[] {100, 100.5, 101.2, 104});

    Schedule asRecorded = Schedule.recorded(recording, 4, OptionalDouble.empty());
    Schedule faster = Schedule.recorded(recording, 3, OptionalDouble.of(20));

    assertThat(dues(asRecorded)).containsExactly(0, 500_000_000L, 1_200_000_000L, 4_000_000_000L);
    assertThat(dues(faster)).containsExactly(0, 50_000_000L, 120_000_000L);
    assertThatThrownBy(() -> Schedule.recorded(recording, 5, OptionalDouble.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--records is 5, but --trace-file holds 4 times; allowed is 1 to 4");
  }

  @Test
  void timesThatAreAllTheSameAreReplayedAtOnceAndStretchedToNoRate() {
    Recording recording = Recording.of(new double[] {7, 7, 7});

    assertThat(dues(Schedule.recorded(recording, 3, OptionalDouble.empty())))
        .containsExactly(0, 0, 0);
    assertThatThrownBy(() -> Schedule.recorded(recording, 3, OptionalDouble.of(20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--trace-file holds 3 times that are all the same")
        .hasMessageContaining("leave --rate and --load out");
    assertThat(dues(Schedule.recorded(Recording.of(new double[1]), 1, OptionalDouble.of(20))))
        .containsExactly(0);
  }

  @ParameterizedTest
  @EnumSource(TraceName.class)
  void theSameSeedGivesTheSameArrivalsAndAnotherSeedOthers(TraceName name) {
    Schedule first = Schedule.of(name.trace(), 100, 50, 1);

    assertThat(dues(Schedule.of(name.trace(), 100, 50, 1))).isEqualTo(dues(first));
    assertThat(dues(Schedule.of(name.trace(), 100, 50, 2))).isNotEqualTo(dues(first));
  }

  @ParameterizedTest
  @EnumSource(TraceName.class)
  void theMeanRateIsTheTracesMeanLevel(TraceName name) {
    Schedule schedule = Schedule.lasting(name.trace(), 2_000, 50, 1);

    assertThat(rate(schedule, 0, 2_000) / 50)
        .isCloseTo(name.trace().meanLevel(), within(name == TraceName.BURSTS ? 0.06 : 0.02));
  }

  @Property(tries = 50)
  void arrivalsNeverFallAndScaleWithTheRate(
      @ForAll TraceName name,
      @ForAll @IntRange(min = 1, max = 500) int records,
      @ForAll @DoubleRange(min = 1, max = 1000) double rate,
      @ForAll long seed) {
    Schedule slow = Schedule.of(name.trace(), records, rate, seed);
    Schedule fast = Schedule.of(name.trace(), records, rate * 2, seed);

    for (int i = 0; i < records; i++) {
      assertThat(slow.dueNanos(i)).isGreaterThanOrEqualTo(i == 0 ? 0 : slow.dueNanos(i - 1));
      assertThat(slow.availableNanos(i)).isGreaterThanOrEqualTo(slow.dueNanos(i));
      // Bursts last so many seconds, whatever the rate.
      if (name != TraceName.BURSTS) {
        assertThat((double) fast.dueNanos(i))
            .isCloseTo(slow.dueNanos(i) / 2.0, within(2 + 1e-9 * slow.dueNanos(i)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aRateThatIsNoRateIsRefused(double rate) {
    assertThatThrownBy(() -> Schedule.of(new Trace.Poisson(), 10, rate, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("peak rate is " + rate);
  }

  @Test
  void thePeakIsWhereTheRateIsHighTheDisturbanceOrEverythingWithoutAFall() {
    assertThat(peak(new Trace.Step(0.5))).containsExactly(10.0, 20.0);
    assertThat(peak(new Trace.Outage())).containsExactly(10.0, 20.0);
    assertThat(peak(new Trace.Poisson())).containsExactly(0.0, 30.0);
    assertThat(peak(new Trace.Ramp(0.5))).containsExactly(0.0, 30.0);
    assertThat(peak(new Trace.Diurnal(1d / 3)))
        .as("level 0.9 of the cosine from a third to 1")
        .containsExactly(11.2, 18.8);
  }

  /** First and last time at the peak of a run of 30 s, to a tenth of a second. */
  private static double[] peak(Trace trace) {
    Schedule schedule = Schedule.lasting(trace, 30, 1_000, 1);
    int[] at = IntStream.range(0, schedule.size()).filter(schedule::atPeak).toArray();
    return new double[] {
      Math.round(schedule.dueNanos(at[0]) / 1e8) / 10.0,
      Math.round(schedule.dueNanos(at[at.length - 1]) / 1e8) / 10.0
    };
  }

  private static double hotShare(Schedule schedule, Keys keys, double from, double to) {
    int inside = 0;
    int hot = 0;
    for (int i = 0; i < schedule.size(); i++) {
      double due = schedule.dueNanos(i) / 1e9;
      if (due >= from && due < to) {
        inside++;
        hot += keys.key(i).equals("key-0") ? 1 : 0;
      }
    }
    return (double) hot / inside;
  }

  private static double rate(Schedule schedule, double from, double to) {
    return Arrays.stream(dues(schedule)).filter(d -> d / 1e9 >= from && d / 1e9 < to).count()
        / (to - from);
  }

  private static long[] dues(Schedule schedule) {
    long[] dues = new long[schedule.size()];
    for (int i = 0; i < dues.length; i++) {
      dues[i] = schedule.dueNanos(i);
    }
    return dues;
  }
}
