package dev.thermocline.flink.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UtilizationTest {
  private final AtomicLong clock = new AtomicLong(1_000);
  private final Utilization utilization = new Utilization(clock::get);

  @Test
  void isTheBusyShareOfTheLastInterval() {
    utilization.busy(300);
    clock.addAndGet(1_000);
    utilization.update();
    assertThat(utilization.getValue()).isEqualTo(0.3);

    utilization.busy(900);
    clock.addAndGet(1_000);
    utilization.update();

    assertThat(utilization.getValue()).isEqualTo(0.9);
  }

  @Test
  void keepsItsValueWhenNoTimeHasPassed() {
    utilization.busy(500);
    clock.addAndGet(1_000);
    utilization.update();

    utilization.update();

    assertThat(utilization.getValue()).isEqualTo(0.5);
  }
}
