package dev.thermocline.engine.exit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thermocline.engine.bundle.HeadSpec;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MaxProbabilityTest {
  private final ExitPolicy policy =
      ExitPolicies.create(
          "max-probability",
          List.of(new HeadSpec(1, "classifier", 1), new HeadSpec(2, "classifier", 2)));

  private double score(int exit, float... logits) {
    return policy.score(exit, logits, 0, logits.length);
  }

  @Test
  void scoresTheLikeliestClass() {
    double expected = Math.exp(2) / (Math.exp(2) + Math.exp(1) + 1);

    assertThat(score(1, 2, 1, 0)).isCloseTo(expected, within(1e-12));
  }

  @Test
  void dividesByTheHeadsOwnTemperature() {
    assertThat(score(2, 4, 2, 0)).isCloseTo(score(1, 2, 1, 0), within(1e-12));
  }

  @Test
  void leavesAtTheThresholdItself() {
    assertThat(policy.exits(0.7, 0.7)).isTrue();
    assertThat(policy.exits(Math.nextDown(0.7), 0.7)).isFalse();
  }

  @Test
  void isSureOfExtremeLogits() {
    assertThat(score(1, 200, 0)).isEqualTo(1);
    assertThat(score(1, 3e38f, -3e38f)).isEqualTo(1);
  }

  @Test
  void neverLeavesOnNonFiniteLogits() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      assertThat(score(1, 1, bad)).isNaN();
    }
    assertThat(policy.exits(Double.NaN, 0)).isFalse();
  }

  @Test
  void scoresASingleClassOne() {
    assertThat(score(1, -5)).isEqualTo(1);
  }

  @Test
  void readsOnlyItsOwnSlice() {
    float[] batch = {9, 9, 2, 1, 0, 9};

    assertThat(policy.score(1, batch, 2, 3)).isEqualTo(score(1, 2, 1, 0));
  }

  @Test
  void breaksTiesByTheLowestIndex() {
    assertThat(Softmax.argmax(new float[] {1, 3, 3}, 0, 3)).isEqualTo(1);
  }

  @Test
  void namesTheAllowedPolicies() {
    assertThatThrownBy(() -> ExitPolicies.create("max-prob", List.of()))
        .hasMessageContainingAll("exit.policy", "max-prob", "max-probability");
  }

  @Test
  void neverStaysToTheEnd() {
    ExitPolicy never = ExitPolicies.create("never", List.of(new HeadSpec(1, "classifier", 1)));

    assertThat(never.exits(1, 0)).isFalse();
  }

  @Property
  void laxerThresholdsNeverExitLater(
      @ForAll @Size(5) float[] logits,
      @ForAll @FloatRange(min = 0, max = 1) float a,
      @ForAll @FloatRange(min = 0, max = 1) float b) {
    double score = policy.score(1, logits, 0, 5);

    if (policy.exits(score, Math.max(a, b))) {
      assertThat(policy.exits(score, Math.min(a, b))).isTrue();
    }
  }

  @Property
  void probabilitiesSumToOneAndAgreeWithTheScore(
      @ForAll @Size(7) @FloatRange(min = -50, max = 50) float[] logits) {
    float[] p = Softmax.probabilities(logits, 0, 7, 1);

    double sum = 0;
    for (float value : p) {
      sum += value;
    }
    assertThat(sum).isCloseTo(1, within(1e-5));
    assertThat((double) p[Softmax.argmax(logits, 0, 7)])
        .isCloseTo(policy.score(1, logits, 0, 7), within(1e-6));
  }
}
