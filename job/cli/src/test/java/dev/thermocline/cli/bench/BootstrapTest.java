package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  @Test
  void equalDifferencesHaveAnIntervalWithoutWidth() {
    assertThat(Bootstrap.interval(new double[] {0.5, 0.5, 0.5}, 1)).containsExactly(0.5, 0.5);
  }

  @Test
  void theIntervalHoldsTheMeanAndIsNarrowerThanTheSamples() {
    double[] differences = IntStream.range(0, 12).mapToDouble(i -> i - 5.5).toArray();

    double[] interval = Bootstrap.interval(differences, 7);

    assertThat(interval[0]).isBetween(-3.5, -1.0);
    assertThat(interval[1]).isBetween(1.0, 3.5);
    assertThat(Bootstrap.interval(differences, 7)).as("seeded").containsExactly(interval);
  }

  @Test
  void onePairHasNone() {
    assertThat(Bootstrap.interval(new double[] {1}, 1)).isNull();
  }
}
