package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RecordAgeTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1000 * MILLI;

  private final RecordAge age = new RecordAge();

  private void started(int partition, long wallNanos, long... ages) {
    for (long each : ages) {
      age.started(partition, each, wallNanos, false);
    }
  }

  @Test
  void takesTheYoungestOfTheLastFivePerPartition() {
    started(0, 0, 10, 900, 800, 700, 850, 820);

    assertThat(age.seconds(0, Double.NaN)).isEqualTo(0.7);
  }

  @Test
  void takesTheOldestOverPartitions() {
    started(0, 0, 300);
    started(1, 0, 500);
    started(2, 0, 400);

    assertThat(age.seconds(0, Double.NaN)).isEqualTo(0.5);
  }

  @Test
  void forgetsSamplesAfterASecond() {
    started(0, 0, 500);
    started(1, SECOND, 300);

    assertThat(age.seconds(SECOND + MILLI, Double.NaN)).isEqualTo(0.3);
  }

  @Test
  void goesByTheOldestInFlightWithoutFreshSamples() {
    started(0, 0, 500);

    assertThat(age.seconds(3 * SECOND, 2.5)).isEqualTo(2.5);
    assertThat(age.seconds(3 * SECOND, Double.NaN)).isZero();
  }

  @Test
  void keepsApartAHundredPartitions() {
    for (int partition = 0; partition < 100; partition++) {
      started(partition, 0, partition, partition + 5);
    }

    assertThat(age.seconds(0, Double.NaN)).isEqualTo(0.099);
  }

  @Test
  void keepsTheLearntSkewThroughALongOverload() {
    for (int second = 0; second < 10; second++) {
      age.started(0, 2005, second * SECOND, true);
    }

    started(0, 600 * SECOND, 5000, 5000, 5000, 5000, 5000);

    assertThat(age.seconds(600 * SECOND, Double.NaN)).isCloseTo(2.995, within(1e-9));
  }

  @Test
  void takesTheHeadOfABacklogForOldNotForAClockThatIsAhead() {
    age.started(0, 30_000, 0, true);

    started(0, SECOND, 31_000, 30_990);

    assertThat(age.seconds(SECOND, Double.NaN)).isCloseTo(30, within(1e-9));
  }

  @Test
  void letsNoSingleTimestampMoveTheBaseline() {
    for (int i = 0; i < 20; i++) {
      age.started(0, i == 11 ? -3_600_000 : 4, i * SECOND, true);
    }

    assertThat(age.skewSeconds()).isEqualTo(0.004);
  }

  @Test
  void followsAClockThatIsSetBackAfterAMinute() {
    for (int second = 0; second < 20; second++) {
      age.started(0, -1995, second * SECOND, true);
    }
    for (int second = 20; second < 100; second++) {
      age.started(0, 5, second * SECOND, true);
    }

    assertThat(age.skewSeconds()).isEqualTo(0.005);
  }
}
