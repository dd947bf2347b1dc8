package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FairSharesTest {
  private static final RungCosts COSTS = DefaultLadder.costs(0.01);
  private static final int LIMIT = 16;
  private static final long HOT = 77;

  private static DepthDecision decided(double logCost) {
    return new DepthDecision(COSTS.mix(logCost, LIMIT), BindingConstraint.RATE, 1, logCost);
  }

  private static void plan(FairShares shares, double logCost) {
    shares.plan(0.1, decided(logCost), COSTS, LIMIT, key -> LIMIT);
  }

  /** One key has half of all records, a hundred others share the rest. */
  private static FairShares flooded(double alpha) {
    FairShares shares = new FairShares(alpha, 128);
    for (int i = 0; i < 4000; i++) {
      shares.arrived(i % 2 == 0 ? HOT : 1000 + i / 2 % 100);
    }
    return shares;
  }

  private static double cost(RungMix mix) {
    double next = mix.fraction() > 0 ? COSTS.relative(mix.rung() + 1) : 0;
    return (1 - mix.fraction()) * COSTS.relative(mix.rung()) + mix.fraction() * next;
  }

  @Test
  void degradesTheKeyThatFloodsBeforeItsNeighbours() {
    FairShares shares = flooded(1);

    plan(shares, Math.log(0.75));

    assertThat(cost(shares.mix(HOT))).isCloseTo(0.5, within(0.01));
    assertThat(cost(shares.mix(1001))).isCloseTo(1, within(0.01));
  }

  @Test
  void goesOnWithTheNeighboursOnceTheHotKeyIsAtTheLimit() {
    FairShares shares = flooded(1);

    plan(shares, Math.log(0.6));

    assertThat(shares.mix(HOT)).isEqualTo(new RungMix(LIMIT, 0));
    assertThat(cost(shares.mix(1001))).isCloseTo(1.2 - COSTS.relative(LIMIT), within(0.01));
  }

  @Test
  void treatsEveryKeyTheSameWithoutFairness() {
    FairShares shares = flooded(0);

    plan(shares, Math.log(0.75));

    assertThat(shares.mix(HOT)).isEqualTo(COSTS.mix(Math.log(0.75), LIMIT));
    assertThat(shares.mix(1001)).isEqualTo(shares.mix(HOT));
  }

  @Test
  void holdsAKeysOwnLimit() {
    FairShares shares = flooded(1);

    shares.plan(0.1, decided(Math.log(0.6)), COSTS, LIMIT, key -> key == HOT ? 3 : LIMIT);

    assertThat(shares.mix(HOT)).isEqualTo(new RungMix(3, 0));
  }

  @Test
  void letsTheOthersPayForAKeyWithAStricterLimit() {
    FairShares shares = flooded(1);

    shares.plan(0.1, decided(Math.log(0.6)), COSTS, LIMIT, key -> key == HOT ? 8 : LIMIT);

    double hot = cost(shares.mix(HOT));
    assertThat(hot).isCloseTo(COSTS.relative(8), within(1e-9));
    assertThat((hot + cost(shares.mix(1001))) / 2).isCloseTo(0.6, within(0.01));
  }

  @Test
  void spreadsAllOverWhereEveryKeyIsRare() {
    FairShares shares = new FairShares(1, 32);
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      shares.arrived(random.nextLong());
    }

    plan(shares, Math.log(0.7));

    assertThat(cost(shares.mix(random.nextLong()))).isCloseTo(0.7, within(0.02));
  }

  @Test
  void findsTheHotKeyAmongMoreKeysThanItHolds() {
    FairShares shares = new FairShares(1, 32);
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      shares.arrived(i % 3 == 0 ? HOT : random.nextLong());
    }

    plan(shares, Math.log(0.8));

    assertThat(cost(shares.mix(HOT))).isLessThan(0.5);
    assertThat(cost(shares.mix(random.nextLong()))).isGreaterThan(0.9);
  }

  @Test
  void forgivesAKeyThatStopped() {
    FairShares shares = flooded(1);
    plan(shares, Math.log(0.75));
    for (int second = 0; second < 60; second++) {
      for (int i = 0; i < 100; i++) {
        shares.arrived(1000 + i);
      }
      shares.plan(1, decided(Math.log(0.75)), COSTS, LIMIT, key -> LIMIT);
    }

    assertThat(cost(shares.mix(HOT))).isGreaterThan(0.99);
    assertThat(cost(shares.mix(1001))).isCloseTo(0.75, within(0.02));
  }

  @Test
  void runsEveryKeyAtTheTopWhileThereIsRoom() {
    FairShares shares = flooded(1);

    plan(shares, 0);

    assertThat(shares.mix(HOT)).isEqualTo(new RungMix(0, 0));
  }

  @Test
  void refusesExponentsBelowZero() {
    assertThatThrownBy(() -> new FairShares(-1, 8)).hasMessageContaining("fairness is -1.0");
  }
}
