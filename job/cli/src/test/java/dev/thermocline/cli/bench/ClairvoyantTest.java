package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClairvoyantTest {

  private static final Menu MENU =
      Menu.of(List.of(new Menu.Rung(0.1, 0.8), new Menu.Rung(0.2, 0.95), new Menu.Rung(0.3, 1)));

  @Test
  void whoHasTimeRunsEverythingAtTheBest() {
    assertThat(bound(every(100, 0.5), 0.3)).isEqualTo(1);
  }

  @Test
  void whoHasNotEvenTimeForTheCheapestTakesThatForAll() {
    assertThat(bound(every(1000, 0.05), 1)).isCloseTo(0.8, within(0.01));
  }

  @Test
  void aBatchSharesTheTimeUntilTheSlo() {
    double[] together = new double[8];

    assertThat(bound(together, 1)).as("0.125 s each").isCloseTo(0.8 + 0.0375, within(1e-9));
  }

  @Test
  void aSteadyLoadGetsTheTimeBetweenItsRecords() {
    assertThat(bound(every(4000, 0.15), 1)).as("0.15 s each").isCloseTo(0.875, within(0.001));
  }

  @Test
  void aBurstTakesTimeFromItsNeighboursAsFarAsTheSloReaches() {
    double[] burst = new double[20];
    Arrays.setAll(burst, i -> i < 10 ? 0 : 1);

    assertThat(bound(burst, 1)).as("0.1 s each").isCloseTo(0.8, within(1e-9));
    assertThat(bound(burst, 2)).as("ten until 2 s, ten until 3 s").isCloseTo(0.875, within(1e-9));
    assertThat(bound(burst, 5)).as("six seconds for twenty").isEqualTo(1);
  }

  @Test
  void recordsHeldBackUntilTheyAreLateTakeTheCheapest() {
    double[] due = every(100, 0.2);
    double[] available = Arrays.stream(due).map(at -> Math.max(at, 30)).toArray();

    assertThat(Clairvoyant.agreement(available, due, 1, MENU)).isBetween(0.8, 0.86);
  }

  @Test
  void aMixOfTwoRungsMayBeBetterThanTheOneBetweenThem() {
    Menu menu =
        Menu.of(
            List.of(
                new Menu.Rung(0.3, 1),
                new Menu.Rung(0.2, 0.82),
                new Menu.Rung(0.1, 0.8),
                new Menu.Rung(0.4, 0.99)));

    assertThat(menu.agreement(0.2)).isCloseTo(0.9, within(1e-12));
    assertThat(menu.agreement(0.05)).isEqualTo(0.8);
    assertThat(menu.agreement(9)).isEqualTo(1);
    assertThat(menu.agreement(0.3)).isEqualTo(1);
  }

  private static double bound(double[] due, double slo) {
    return Clairvoyant.agreement(due, due, slo, MENU);
  }

  private static double[] every(int records, double seconds) {
    return IntStream.range(0, records).mapToDouble(i -> i * seconds).toArray();
  }
}
