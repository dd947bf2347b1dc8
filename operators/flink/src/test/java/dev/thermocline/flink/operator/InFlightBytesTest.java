package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightBytesTest {
  private final InFlightBytes bytes = new InFlightBytes(100);

  @Test
  void aRecordFitsWhileAllTogetherStayWithinTheLimit() {
    bytes.add(60);

    assertThat(bytes.fits(40)).isTrue();
    assertThat(bytes.fits(41)).isFalse();
  }

  @Test
  void anyRecordFitsAlone() {
    assertThat(bytes.fits(101)).isTrue();

    bytes.add(101);

    assertThat(bytes.fits(1)).isFalse();
  }

  @Test
  void whatHasLeftMakesRoom() {
    bytes.add(60);
    bytes.add(40);
    bytes.remove(60);

    assertThat(bytes.held()).isEqualTo(40);
    assertThat(bytes.fits(60)).isTrue();
    assertThat(bytes.fits(61)).isFalse();
  }

  @Test
  void aRecordWeighsItselfAndTwoBytesACharacter() {
    assertThat(InFlightBytes.of(0)).isEqualTo(1024);
    assertThat(InFlightBytes.of(10_000_000)).isEqualTo(20_001_024);
    assertThat(InFlightBytes.of(Integer.MAX_VALUE)).isEqualTo(4_294_968_318L);
  }

  @Test
  void theHighestLimitTakesTheHeaviestRecords() {
    InFlightBytes endless = new InFlightBytes(Long.MAX_VALUE);
    long heaviest = InFlightBytes.of(Integer.MAX_VALUE);
    endless.add(heaviest);

    assertThat(endless.fits(heaviest)).isTrue();
  }
}
