package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BarrierDelayTest {
  private final AtomicLong clock = new AtomicLong();
  private final BarrierDelay delay = new BarrierDelay(clock::get);

  @Test
  void isTheLastElementsTimeNotThatOfEarlierOnes() {
    element(9);
    element(5);

    assertThat(delay.reached()).isEqualTo(5);
  }

  @Test
  void timeBetweenElementsIsNobodysDelay() {
    element(5);
    clock.addAndGet(100);

    assertThat(delay.reached()).isEqualTo(5);
  }

  @Test
  void mailsBehindTheLastElementCount() {
    element(5);
    mail(2);
    mail(3);

    assertThat(delay.reached()).isEqualTo(10);
  }

  @Test
  void mailsRightBeforeTheLastElementCountAndThoseBeforeTheElementBeforeItDoNot() {
    mail(100);
    element(50);
    mail(3);
    element(5);

    assertThat(delay.reached()).isEqualTo(8);
  }

  @Test
  void resultsHandedOnWhileAdmissionWaitsCountOnce() {
    delay.given();
    clock.addAndGet(3);
    mail(4);
    clock.addAndGet(2);
    delay.taken();

    assertThat(delay.reached()).isEqualTo(9);
  }

  @Test
  void countsAnewFromEveryBarrier() {
    element(9);
    mail(4);
    delay.reached();

    assertThat(delay.reached()).isZero();
    element(1);
    assertThat(delay.reached()).isEqualTo(1);
  }

  private void element(long nanos) {
    delay.given();
    clock.addAndGet(nanos);
    delay.taken();
  }

  private void mail(long nanos) {
    delay.hold();
    clock.addAndGet(nanos);
    delay.letGo();
  }
}
