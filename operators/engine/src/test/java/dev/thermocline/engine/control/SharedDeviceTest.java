package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedDeviceTest {
  private static final long SECOND = 1_000_000_000L;

  private final SharedDevice device = new SharedDevice(1);
  private final SharedDevice.Member mine = device.join();

  @Test
  void knowsTheShallowestOfTheOthers() {
    SharedDevice.Member second = device.join();
    SharedDevice.Member third = device.join();

    mine.post(-2, 0);
    second.post(-0.4, 0);
    third.post(-0.7, 0);

    assertThat(mine.smallestOfOthers(SECOND / 2)).isEqualTo(-0.7);
    assertThat(third.smallestOfOthers(SECOND / 2)).isEqualTo(-2);
  }

  @Test
  void forgetsWhoHasNotToldForASecond() {
    SharedDevice.Member second = device.join();

    second.post(-0.4, 0);

    assertThat(mine.smallestOfOthers(SECOND)).isEqualTo(-0.4);
    assertThat(mine.smallestOfOthers(SECOND + 1)).isZero();
  }

  @Test
  void isUnboundedAlone() {
    mine.post(-1, 0);

    assertThat(mine.smallestOfOthers(0)).isZero();
  }

  @Test
  void forgetsWhoLeft() {
    SharedDevice.Member second = device.join();
    second.post(-0.4, 0);

    second.close();

    assertThat(mine.smallestOfOthers(0)).isZero();
  }

  @Test
  void ignoresWhoHasNotToldYet() {
    SharedDevice.Member second = device.join();

    assertThat(second.smallestOfOthers(Long.MIN_VALUE / 2)).isZero();
    assertThat(mine.smallestOfOthers(0)).isZero();
  }
}
