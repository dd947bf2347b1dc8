package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RungMixTest {
  @Test
  void drawsTheDeeperNeighbourWithTheGivenProbability() {
    RungMix decision = new RungMix(3, 0.3);

    int next = 0;
    for (long position = 0; position < 100_000; position++) {
      next += decision.draw(position) == 4 ? 1 : 0;
    }

    assertThat(next / 100_000.0).isCloseTo(0.3, within(0.01));
  }

  @Test
  void drawsTheSameForTheSameRecord() {
    RungMix decision = new RungMix(3, 0.5);

    assertThat(decision.draw(42)).isEqualTo(decision.draw(42));
  }

  @Test
  void refusesFractionsOutsideTheUnitInterval() {
    assertThatThrownBy(() -> new RungMix(0, 1)).hasMessageContaining("fraction is 1.0");
    assertThatThrownBy(() -> new RungMix(0, Double.NaN)).hasMessageContaining("NaN");
  }
}
