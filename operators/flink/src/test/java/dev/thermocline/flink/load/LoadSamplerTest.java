package dev.thermocline.flink.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thermocline.engine.control.CostModel;
import dev.thermocline.engine.control.LoadSample;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadSamplerTest {
  private static final long MILLIS = 1_000_000;
  private static final double NONE_IN_FLIGHT = Double.NaN;

  private final AtomicLong clock = new AtomicLong(5_000 * MILLIS);
  private final SettableSignals signals = new SettableSignals();
  private final CostModel costs =
      new CostModel(
          (stage, batch, bucket) -> batch * 0.004,
          List.of(new double[] {1, 1}),
          1,
          new int[] {8, 8},
          0);
  private final LoadSampler sampler = new LoadSampler(signals, costs, clock::get);

  @BeforeEach
  void firstTick() {
    sampler.sample(NONE_IN_FLIGHT, 0);
  }

  private LoadSample after(long millis) {
    clock.addAndGet(millis * MILLIS);
    return sampler.sample(NONE_IN_FLIGHT, 0);
  }

  @Test
  void anIdleTickHasNoLoad() {
    LoadSample sample = after(100);

    assertThat(sample.seconds()).isEqualTo(0.1);
    assertThat(sample.throughput()).isZero();
    assertThat(sample.utilization()).isZero();
    assertThat(sample.blockedShare()).isZero();
    assertThat(sample.causedShare()).isZero();
  }

  @Test
  void recordsAndRunsOfOneTickAreNotCountedInTheNext() {
    sampler.handedOn(1_000);
    sampler.handedOn(1_000);
    sampler.turned(1, 0, 2, 50 * MILLIS, true);

    LoadSample first = after(100);
    LoadSample second = after(100);

    assertThat(first.throughput()).isEqualTo(20);
    assertThat(first.utilization()).isCloseTo(0.5, within(1e-9));
    assertThat(second.throughput()).isZero();
    assertThat(second.utilization()).isZero();
  }

  @Test
  void handingOnCountsAsBlockedOnlyWhenItWaits() {
    sampler.handedOn(5 * MILLIS);
    sampler.handedOn(30 * MILLIS);

    assertThat(after(100).blockedShare()).isCloseTo(0.3, within(1e-9));
  }

  @Test
  void aWaitAtTheCapIsCausedByTheEngineWhileTheOutputIsAvailable() {
    sampler.waitedAtCap(40 * MILLIS, true);

    LoadSample sample = after(100);

    assertThat(sample.causedShare()).isCloseTo(0.4, within(1e-9));
    assertThat(sample.blockedShare()).isZero();
  }

  @Test
  void aWaitAtTheCapIsTheOutputsWhileThatIsNotAvailable() {
    signals.available = false;
    sampler.waitedAtCap(40 * MILLIS, false);
    signals.available = true;

    LoadSample sample = after(100);

    assertThat(sample.causedShare()).isZero();
    assertThat(sample.blockedShare()).isCloseTo(0.4, within(1e-9));
  }

  @Test
  void aWaitInWhichTheOutputCameOrWentIsNeithers() {
    sampler.waitedAtCap(40 * MILLIS, false);

    LoadSample sample = after(100);

    assertThat(sample.causedShare()).isZero();
    assertThat(sample.blockedShare()).isZero();
  }

  @Test
  void anOutputThatIsNotAvailableAtTheTickBlockedAllOfIt() {
    signals.available = false;

    assertThat(after(100).blockedShare()).isEqualTo(1);
  }

  @Test
  void theInputRanDryWhenTheTaskWasIdleSinceItWasAsked() {
    assertThat(sampler.inputRanDry()).isFalse();
    signals.idleMillis += 3;

    assertThat(sampler.inputRanDry()).isTrue();
    assertThat(sampler.inputRanDry()).isFalse();
  }

  @Test
  void recordsWithoutATimeLeaveAgeAndRateUnknownUntilOneHasItAgain() {
    sampler.arrived(0, -1);
    LoadSample without = after(100);
    sampler.arrived(0, 1_700_000_000_000L);

    assertThat(without.ageSeconds()).isNaN();
    assertThat(without.offeredRate()).isNaN();
    assertThat(after(100).offeredRate()).isNotNaN();
  }

  @Test
  void silenceWhileAdmissionWaitsTakesNothingFromTheOfferedRate() {
    for (int i = 1; i <= 300; i++) {
      clock.addAndGet(10 * MILLIS);
      sampler.arrived(0, 1_700_000_000_000L + 10 * i);
    }
    double before = after(1).offeredRate();
    sampler.waiting(true);
    double waiting = after(500).offeredRate();
    sampler.waiting(false);

    assertThat(before).isBetween(80.0, 120.0);
    assertThat(waiting).isBetween(80.0, 120.0);
    assertThat(after(1).offeredRate()).isBetween(80.0, 120.0);
    assertThat(after(3_000).offeredRate()).isLessThan(5);
  }

  @Test
  void silenceWhileTheOutputTakesNothingTakesNothingFromTheOfferedRate() {
    for (int i = 1; i <= 300; i++) {
      clock.addAndGet(10 * MILLIS);
      sampler.arrived(0, 1_700_000_000_000L + 10 * i);
    }
    signals.available = false;
    double blocked = after(800).offeredRate();
    signals.available = true;
    signals.waitMillis += 900;

    assertThat(blocked).isBetween(80.0, 120.0);
    assertThat(after(100).offeredRate()).isBetween(80.0, 120.0);
    assertThat(after(3_000).offeredRate()).isLessThan(5);
  }

  @Test
  void shortWaitsForTheOutputHideNoSilentPartition() {
    for (int i = 1; i <= 300; i++) {
      clock.addAndGet(10 * MILLIS);
      sampler.arrived(0, 1_700_000_000_000L + 10 * i);
      sampler.arrived(1, 1_700_000_000_000L + 10 * i);
    }

    double rate = Double.NaN;
    for (int i = 301; i <= 600; i++) {
      clock.addAndGet(10 * MILLIS);
      sampler.arrived(0, 1_700_000_000_000L + 10 * i);
      if (i % 10 == 0) {
        signals.waitMillis += 2;
        rate = after(0).offeredRate();
      }
    }

    assertThat(rate).isBetween(80.0, 120.0);
  }

  @Test
  void whatTheTaskWaitedForItsOutputIsBlocked() {
    signals.waitMillis += 60;

    assertThat(after(100).blockedShare()).isCloseTo(0.6, within(1e-9));
    assertThat(after(100).blockedShare()).isZero();
  }

  @Test
  void sharesNeverPassOne() {
    sampler.handedOn(300 * MILLIS);
    sampler.turned(1, 0, 1, 300 * MILLIS, true);

    LoadSample sample = after(100);

    assertThat(sample.blockedShare()).isEqualTo(1);
    assertThat(sample.utilization()).isEqualTo(1);
  }

  @Test
  void runsThatTakeLongerThanMeasuredBeforehandRaiseTheScale() {
    for (int run = 0; run < 2_000; run++) {
      sampler.turned(1, 0, 8, 64 * MILLIS, true);
    }

    assertThat(after(100).costScale()).isCloseTo(2, within(0.05));
  }

  private static final class SettableSignals implements TaskSignals {
    private boolean available = true;
    private long waitMillis = 12_345;
    private long idleMillis = 54_321;

    @Override
    public boolean outputAvailable() {
      return available;
    }

    @Override
    public long outputWaitMillis() {
      return waitMillis;
    }

    @Override
    public long inputIdleMillis() {
      return idleMillis;
    }
  }
}
