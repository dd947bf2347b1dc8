package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BarrierDelayTest {
  private final AtomicLong clock = new AtomicLong();
  private final BarrierDelay delay = new BarrierDelay(clock::get);

  @Test
  void isTheLongestTimeInOneGoNotTheSum() {
    hold(5);
    hold(9);
    hold(2);

    assertThat(delay.reached()).isEqualTo(9);
  }

  @Test
  void resultsHandedOnWhileAdmissionWaitsCountOnce() {
    delay.hold();
    clock.addAndGet(3);
    hold(4);
    clock.addAndGet(2);
    delay.letGo();

    assertThat(delay.reached()).isEqualTo(9);
  }

  @Test
  void countsAnewFromEveryBarrier() {
    hold(9);
    delay.reached();
    hold(1);

    assertThat(delay.reached()).isEqualTo(1);
    assertThat(delay.reached()).isZero();
  }

  private void hold(long nanos) {
    delay.hold();
    clock.addAndGet(nanos);
    delay.letGo();
  }
}
