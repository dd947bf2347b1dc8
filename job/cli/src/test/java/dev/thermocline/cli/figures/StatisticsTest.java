package dev.thermocline.cli.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void percentilesAreSamplesOfTheNearestRank() {
    double[] samples = {5, 1, 4, 2, 3};

    assertThat(Statistics.percentile(samples, 0.5)).isEqualTo(3);
    assertThat(Statistics.percentile(samples, 0.2)).isEqualTo(1);
    assertThat(Statistics.percentile(samples, 0.21)).isEqualTo(2);
    assertThat(Statistics.percentile(samples, 0.99)).isEqualTo(5);
    assertThat(samples).containsExactly(5, 1, 4, 2, 3);
  }

  @Test
  void aSlopeIsTheLeastSquaresLine() {
    double[] x = {0, 1, 2, 3};
    double[] y = {1, 3, 2, 5};

    assertThat(Statistics.slope(x, y)).isCloseTo(1.1, within(1e-12));
  }

  @Test
  void aRateCountsWithinTheWindowOnly() {
    double[] millis = {0, 999, 1000, 1500, 1999, 2000};

    assertThat(Statistics.rate(millis, 1000, 2000)).isEqualTo(3);
  }

  @Test
  void withoutSamplesThereIsNoNumber() {
    assertThat(Statistics.percentile(new double[0], 0.5)).isNaN();
    assertThat(Statistics.slope(new double[0], new double[0])).isNaN();
    assertThat(Statistics.slope(new double[] {2, 2}, new double[] {1, 5})).isNaN();
    assertThat(Statistics.rate(new double[] {1}, 5, 5)).isNaN();
  }
}
