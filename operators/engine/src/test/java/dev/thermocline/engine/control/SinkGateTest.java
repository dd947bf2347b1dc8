package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkGateTest {
  private static final double TICK = 0.1;

  private final SinkGate gate = new SinkGate();

  private void tick(double blockedShare) {
    gate.observe(TICK, Samples.shares(Samples.rate(100), blockedShare, 0));
  }

  /** Ticks until the gate closes; 100 where it stays open. */
  private int ticksToClose(double... shares) {
    for (int tick = 1; tick < 100; tick++) {
      tick(shares[tick % shares.length]);
      if (gate.closed()) {
        return tick;
      }
    }
    return 100;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1})
  void ignoresASinglePause(double share) {
    tick(share);

    assertThat(gate.closed()).isFalse();
    assertThat(gate.logCost(0.01)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void ignoresShortPausesNowAndThen() {
    assertThat(ticksToClose(0, 0, 0.15)).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1})
  void closesWithTheSecondBlockedTickInARow(double share) {
    assertThat(ticksToClose(share)).isEqualTo(2);
  }

  @Test
  void closesWithinASecondOnASinkThatBlocksNowAndThen() {
    assertThat(ticksToClose(0, 0.5)).isLessThanOrEqualTo(10);
    assertThat(new SinkGateTest().ticksToClose(0, 0, 1)).isLessThanOrEqualTo(10);
  }

  @Test
  void closesAtOnceAfterATickBlockedForLong() {
    gate.observe(0.3, Samples.shares(Samples.rate(100), 1, 0));

    assertThat(gate.closed()).isTrue();
  }

  @Test
  void staysClosedForTwoSecondsAfterTheLastBlockedTick() {
    ticksToClose(1);
    for (int tick = 0; tick < 10; tick++) {
      tick(0);
    }
    tick(0.1);
    boolean[] closed = new boolean[21];
    for (int tick = 0; tick < closed.length; tick++) {
      tick(0);
      closed[tick] = gate.closed();
    }

    assertThat(closed[18]).isTrue();
    assertThat(closed[20]).isFalse();
  }
}
