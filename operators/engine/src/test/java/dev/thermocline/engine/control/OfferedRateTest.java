package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfferedRateTest {
  private static final long SECOND = 1_000_000_000L;

  private final OfferedRate rate = new OfferedRate();
  private final Random random = new Random(7);

  /** Poisson arrivals spread over partitions, taken in as they come; the mean reading per tick. */
  private double meanReading(int partitions, double perSecond, int fromSecond, int toSecond) {
    double sum = 0;
    int readings = 0;
    double next = fromSecond;
    for (double tick = fromSecond + 0.1; tick <= toSecond; tick += 0.1) {
      while (next < tick) {
        rate.arrived(random.nextInt(partitions), (long) (next * 1e3), (long) (next * 1e9));
        next -= Math.log(1 - random.nextDouble()) / perSecond;
      }
      sum += rate.perSecond((long) (tick * 1e9));
      readings++;
    }
    return sum / readings;
  }

  @Test
  void readsAPoissonStreamWithoutBias() {
    meanReading(1, 150, 0, 5);

    double mean = meanReading(1, 150, 5, 300);

    assertThat(mean).isCloseTo(150, within(3.0));
  }

  @Test
  void readsInterleavedPartitionsWithoutBias() {
    meanReading(64, 150, 0, 5);

    double mean = meanReading(64, 150, 5, 300);

    assertThat(mean).isCloseTo(150, within(3.0));
  }

  @Test
  void seesTheOfferedRateThroughABacklogReadPartitionByPartition() {
    double[] next = new double[2];
    long wall = 0;
    double sum = 0;
    int readings = 0;
    for (int fetch = 0; fetch < 40; fetch++) {
      int partition = fetch % 2;
      for (int record = 0; record < 100; record++) {
        next[partition] -= Math.log(1 - random.nextDouble()) / 100;
        rate.arrived(partition, (long) (next[partition] * 1e3), wall);
        rate.waiting(true);
        wall += SECOND / 40;
        if (fetch > 4) {
          sum += rate.perSecond(wall);
          readings++;
        }
        rate.waiting(false);
        rate.busy(wall);
      }
    }

    assertThat(sum / readings).isCloseTo(200, within(10.0));
  }

  @Test
  void followsAStepWithinASecond() {
    meanReading(4, 60, 0, 5);

    meanReading(4, 200, 5, 6);

    assertThat(rate.perSecond(6 * SECOND)).isBetween(150.0, 280.0);
  }

  @Test
  void fallsBySilenceOnlyWhereTheInputMayBeIdle() {
    meanReading(4, 100, 0, 5);
    double before = rate.perSecond(5 * SECOND);

    rate.waiting(true);
    double held = rate.perSecond(7 * SECOND);
    rate.waiting(false);
    rate.busy(7 * SECOND);
    double idle = rate.perSecond(9 * SECOND);

    assertThat(held).isBetween(0.5 * before, 1.5 * before);
    assertThat(idle).isLessThan(0.03 * before);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void forgetsAPartitionThatStaysSilentWhileOthersFill(boolean waiting) {
    meanReading(2, 200, 0, 5);
    for (int i = 1; i <= 2000; i++) {
      long wall = 5 * SECOND + i * SECOND / 100;
      rate.arrived(0, wall / 1_000_000, wall);
      rate.busy(wall);
    }
    rate.waiting(waiting);

    assertThat(rate.perSecond(25 * SECOND)).isCloseTo(100, within(5.0));
  }

  @Test
  void readsAWaitAsItWasBeforeTheLastRecordHoweverLongItTakes() {
    meanReading(16, 150, 0, 20);
    double[] taken = {rate.perSecond(20 * SECOND), 0, 0};

    rate.arrived(0, 20_000, 20 * SECOND);
    rate.waiting(true);
    taken[1] = rate.perSecond(20 * SECOND);
    taken[2] = rate.perSecond(24 * SECOND);

    assertThat(taken[2]).isEqualTo(taken[1]).isBetween(0.7 * taken[0], 1.3 * taken[0]);
  }

  @Test
  void takesTwoProducersWithDifferentClocksForNoGaps() {
    double mean = meanWithDelays(() -> random.nextBoolean() ? 0 : 20);

    assertThat(mean).isCloseTo(1000, within(50.0));
  }

  @Test
  void takesScatteredDelaysForNoGaps() {
    double mean = meanWithDelays(() -> random.nextInt(200));

    assertThat(mean).isCloseTo(1000, within(50.0));
  }

  /** A thousand records a second in one partition, stamped as much too early as told. */
  private double meanWithDelays(IntSupplier delayMillis) {
    double sum = 0;
    for (int record = 0; record < 20_000; record++) {
      rate.arrived(0, 100_000 + record - delayMillis.getAsInt(), record * (SECOND / 1000));
      sum += record >= 5000 ? rate.perSecond(record * (SECOND / 1000)) : 0;
    }
    return sum / 15_000;
  }

  @Test
  void goesOnAfterTheClockOfTheSourceWasSetBack() {
    meanReading(1, 100, 3600, 3605);
    double sum = 0;
    for (int tick = 0; tick < 20; tick++) {
      meanReading(1, 100, tick, tick + 1);
      sum += tick < 5 ? 0 : rate.perSecond((tick + 1) * SECOND);
    }

    assertThat(sum / 15).isCloseTo(100, within(15.0));
  }

  @Test
  void survivesTimestampsThatLeapOrGoBack() {
    meanReading(1, 100, 0, 5);
    rate.arrived(0, Long.MAX_VALUE, 5 * SECOND);
    rate.arrived(0, Long.MIN_VALUE, 5 * SECOND);

    double after = meanReading(1, 100, 5, 20);

    assertThat(after).isCloseTo(100, within(20.0));
  }

  @Test
  void goesOnFromWhatItRemembered() {
    meanReading(32, 120, 0, 10);
    OfferedRate restored = new OfferedRate();

    restored.restore(rate.state(), 10 * SECOND);

    for (int i = 0; i < 1000; i++) {
      long wall = 10 * SECOND + i * SECOND / 120;
      rate.arrived(i % 32, wall / 1_000_000, wall);
      restored.arrived(i % 32, wall / 1_000_000, wall);
    }
    assertThat(restored.perSecond(19 * SECOND)).isEqualTo(rate.perSecond(19 * SECOND));
    assertThat(restored.state()).isEqualTo(rate.state());
  }

  @Test
  void isZeroBeforeAnyRecord() {
    assertThat(rate.perSecond(0)).isZero();
  }

  @Test
  void countsPartitionsOfAnyNumber() {
    for (int partition = -300; partition < 300; partition++) {
      rate.arrived(partition * 7919, 0, 0);
    }

    assertThat(rate.state()).hasSize(600);
    assertThat(rate.perSecond(0)).isPositive();
  }
}
