package dev.thermocline.builder.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

final class TemperatureFitterTest {

  @Test
  void matchesTheClosedFormOfTwoClasses() {
    // Logit difference 4, right in 3 of 4: the best probability is 3/4, so 4/T = ln 3.
    float[] logits = {4f, 0f, 4f, 0f, 4f, 0f, 4f, 0f};
    int[] labels = {0, 0, 0, 1};

    double temperature = TemperatureFitter.fit(logits, labels, 2);

    assertThat(temperature).isCloseTo(4 / Math.log(3), within(1e-4));
  }

  @Property(tries = 30)
  void scalesWithTheLogits(@ForAll @DoubleRange(min = 0.2, max = 5) double factor) {
    float[] logits = {2f, 0f, 1f, 0f, 3f, 0f, 0f, 1f};
    float[] scaled = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      scaled[i] = (float) (logits[i] * factor);
    }
    int[] labels = {0, 1, 0, 1};

    double plain = TemperatureFitter.fit(logits, labels, 2);
    double stretched = TemperatureFitter.fit(scaled, labels, 2);

    assertThat(stretched / plain).isCloseTo(factor, within(1e-3 * factor));
  }

  @Test
  void passesOverUnknownLabelsAndLogitsThatAreNotFinite() {
    float[] logits = {4f, 0f, 4f, 0f, 4f, 0f, 4f, 0f, Float.NaN, 0f, 9f, 0f};
    int[] labels = {0, 0, 0, 1, 0, -1};

    double temperature = TemperatureFitter.fit(logits, labels, 2);

    assertThat(temperature).isCloseTo(4 / Math.log(3), within(1e-4));
  }

  @Test
  void isOneWhereNothingCounts() {
    assertThat(TemperatureFitter.fit(new float[] {1f, 2f}, new int[] {-1}, 2)).isEqualTo(1.0);
  }

  @Test
  void staysFiniteForHugeLogits() {
    float[] logits = {3e38f, -3e38f, -3e38f, 3e38f};

    double temperature = TemperatureFitter.fit(logits, new int[] {0, 0}, 2);

    assertThat(temperature).isFinite().isPositive();
  }

  @Test
  void refusesLogitsThatDoNotMatchTheLabels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemperatureFitter.fit(new float[3], new int[] {0}, 2))
        .withMessageContaining("labels x classes");
  }
}
