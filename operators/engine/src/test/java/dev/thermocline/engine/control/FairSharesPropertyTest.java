package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FairSharesPropertyTest {
  private static final RungCosts COSTS = DefaultLadder.costs(0.01);

  private static double cost(RungMix mix) {
    double next = mix.fraction() > 0 ? COSTS.relative(mix.rung() + 1) : 0;
    return (1 - mix.fraction()) * COSTS.relative(mix.rung()) + mix.fraction() * next;
  }

  private static FairShares planned(List<Integer> counts, double alpha, int limit, double depth) {
    FairShares shares = new FairShares(alpha, 16);
    for (int key = 0; key < counts.size(); key++) {
      for (int i = 0; i < counts.get(key); i++) {
        shares.arrived(key);
      }
    }
    double logCost = depth * COSTS.logCost(limit);
    DepthDecision decision =
        new DepthDecision(COSTS.mix(logCost, limit), BindingConstraint.RATE, 1, logCost);
    shares.plan(0, decision, COSTS, limit, key -> limit);
    return shares;
  }

  @Property
  void spendsTheBudgetWithinTheLimits(
      @ForAll @Size(min = 1, max = 16) List<@IntRange(min = 1, max = 300) Integer> counts,
      @ForAll @DoubleRange(max = 4) double alpha,
      @ForAll @IntRange(min = 1, max = 23) int limit,
      @ForAll @DoubleRange(max = 1) double depth) {
    FairShares shares = planned(counts, alpha, limit, depth);

    double spent = 0;
    double total = 0;
    for (int key = 0; key < counts.size(); key++) {
      double cost = cost(shares.mix(key));
      assertThat(cost).isBetween(COSTS.relative(limit) - 1e-9, 1 + 1e-9);
      spent += counts.get(key) * cost;
      total += counts.get(key);
    }
    double budget = total * Math.exp(depth * COSTS.logCost(limit));
    assertThat(Math.abs(spent - budget)).isLessThan(1e-6 * total);
  }

  @Property
  void neverRunsAFasterKeyDeeperThanASlowerOne(
      @ForAll @Size(min = 2, max = 16) List<@IntRange(min = 1, max = 300) Integer> counts,
      @ForAll @DoubleRange(max = 4) double alpha,
      @ForAll @DoubleRange(max = 1) double depth) {
    FairShares shares = planned(counts, alpha, 16, depth);

    for (int key = 1; key < counts.size(); key++) {
      boolean faster = counts.get(key) >= counts.get(key - 1);
      double deeper = cost(shares.mix(faster ? key - 1 : key));
      assertThat(cost(shares.mix(faster ? key : key - 1))).isLessThanOrEqualTo(deeper + 1e-9);
    }
  }
}
