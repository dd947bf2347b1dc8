package dev.thermocline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {

  private static final int DRAWS = 50_000;

  @Test
  void keysInTurnComeEquallyOften() {
    Map<String, Long> counts = counts(Keys.inTurn(7), 70);

    assertThat(counts).hasSize(7).allSatisfy((key, count) -> assertThat(count).isEqualTo(10));
  }

  @Test
  void theKthKeyOfZipfsLawComesInProportionToItsPower() {
    Map<String, Long> counts = counts(Keys.zipf(1000, 1, 5), DRAWS);
    double harmonic = IntStream.rangeClosed(1, 1000).mapToDouble(k -> 1d / k).sum();

    assertThat(counts.get("key-0") / (double) DRAWS).isCloseTo(1 / harmonic, within(0.01));
    assertThat(counts.get("key-1") / (double) DRAWS).isCloseTo(1 / harmonic / 2, within(0.01));
    assertThat(counts.get("key-9") / (double) DRAWS).isCloseTo(1 / harmonic / 10, within(0.005));
    assertThat(counts).hasSizeBetween(900, 1000);
  }

  @Test
  void withoutSkewAllKeysAreAlike() {
    assertThat(counts(Keys.zipf(10, 0, 5), DRAWS))
        .hasSize(10)
        .allSatisfy((key, count) -> assertThat(count / (double) DRAWS).isBetween(0.09, 0.11));
  }

  @Test
  void theSeedFixesTheKeys() {
    Keys keys = Keys.zipf(100, 1, 5);

    assertThat(IntStream.range(0, 100).mapToObj(Keys.zipf(100, 1, 5)::key))
        .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(keys::key).toList());
    assertThat(IntStream.range(0, 100).mapToObj(Keys.zipf(100, 1, 6)::key).toList())
        .isNotEqualTo(IntStream.range(0, 100).mapToObj(keys::key).toList());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aSkewThatIsNoneIsRefusedWithTheOption(double skew) {
    assertThatThrownBy(() -> Keys.zipf(10, skew, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--key-skew is " + skew);
  }

  @Test
  void noKeyAtAllIsRefusedWithTheOption() {
    assertThatThrownBy(() -> Keys.zipf(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--keys is 0");
  }

  private static Map<String, Long> counts(Keys keys, int draws) {
    return IntStream.range(0, draws)
        .mapToObj(keys::key)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
