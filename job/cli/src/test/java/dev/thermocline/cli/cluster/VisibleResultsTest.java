package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class VisibleResultsTest {

  @Test
  void thePauseBeginsAtTheStrokeAndNotWithWhatWasVisibleBefore() {
    assertThat(VisibleResults.longest(new long[] {10, 50, 60}, 45)).isEqualTo(10);
    assertThat(VisibleResults.longest(new long[] {10, 50, 60}, 20)).isEqualTo(30);
  }

  @Test
  void whatBecomesVisibleBetweenTheStrokeAndItsEffectDoesNotHideThePause() {
    assertThat(VisibleResults.longest(new long[] {10, 21, 80, 82}, 20)).isEqualTo(59);
  }

  @Test
  void theClockMayPassItsLargestNumber() {
    long stroke = Long.MAX_VALUE - 5;

    assertThat(VisibleResults.longest(new long[] {stroke + 10, stroke + 12}, stroke)).isEqualTo(10);
  }

  @Test
  void anOutcomeIsDifferentByLabelExitOrRungAndWhereThereWasNone() {
    Outcome before = new Outcome("plant", 1, 3, 1);

    assertThat(
            Outcome.different(
                Map.of("a", before, "b", before, "c", before, "d", before, "unheard", before),
                Map.of(
                    "a", before,
                    "b", new Outcome("tool", 1, 3, 1),
                    "c", new Outcome("plant", 2, 3, 1),
                    "d", new Outcome("plant", 1, 3, 0),
                    "e", before)))
        .isEqualTo(4);
  }
}
