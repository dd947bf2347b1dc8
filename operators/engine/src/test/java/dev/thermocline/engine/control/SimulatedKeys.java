package dev.thermocline.engine.control;

import java.util.Arrays;
import java.util.Random;

/**
 * Keys of a run's records, the division of the cost among them, and what each record drew. One key
 * may flood, the others, its neighbours, are alike.
 */
final class SimulatedKeys {
  /** As many as a job knows the rates of one by one; fewer than there are neighbours. */
  private static final int HELD = 64;

  private static final int NEIGHBOURS = 100;
  private static final int HOT = NEIGHBOURS;

  private final Trace trace;
  private final double fairness;
  private final FairShares shares;
  private final int[] keys;
  private final int[] rungs;

  private SimulatedKeys(Trace trace, double fairness, int[] keys) {
    this.trace = trace;
    this.fairness = fairness;
    this.shares = new FairShares(fairness, HELD);
    this.keys = keys;
    this.rungs = new int[keys.length];
  }

  /** No key is treated like any other but by chance. */
  static SimulatedKeys alike(Trace trace) {
    return new SimulatedKeys(trace, 0, new int[trace.arrivals().length]);
  }

  /**
   * One key has a share of the records for a time, before and after it as few as its neighbours.
   *
   * @param fairness exponent α; 0 = off
   * @param hotShare share of all records that arrive meanwhile
   */
  static SimulatedKeys flooded(
      Trace trace, double fairness, double from, double to, double hotShare) {
    Random random = new Random(7);
    int[] keys = new int[trace.arrivals().length];
    for (int i = 0; i < keys.length; i++) {
      double at = trace.arrivals()[i];
      boolean hot = at >= from && at < to && random.nextDouble() < hotShare;
      keys[i] = hot ? HOT : random.nextInt(NEIGHBOURS + 1);
    }
    return new SimulatedKeys(trace, fairness, keys);
  }

  void arrived(int record) {
    shares.arrived(hash(record));
  }

  void plan(double tickSeconds, DepthDecision decision, RungCosts costs, int limitRung) {
    shares.plan(tickSeconds, decision, costs, limitRung, key -> limitRung);
  }

  /** What a record draws from; all alike draw from the decision itself. */
  int draw(int record, RungMix decided) {
    RungMix mix = fairness > 0 ? shares.mix(hash(record)) : decided;
    rungs[record] = mix.draw(record);
    return rungs[record];
  }

  private long hash(int record) {
    return keys[record] * 0x9E3779B97F4A7C15L;
  }

  /**
   * Mean cost of the flooding key's records that arrived in a time, as a fraction of full depth.
   */
  double hotCost(double from, double to) {
    return meanCost(true, from, to);
  }

  /** As {@link #hotCost}, of all its neighbours. */
  double neighboursCost(double from, double to) {
    return meanCost(false, from, to);
  }

  private double meanCost(boolean hot, double from, double to) {
    RungCosts costs = DefaultLadder.costs(1);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < keys.length; i++) {
      double at = trace.arrivals()[i];
      if (hot == (keys[i] == HOT) && at >= from && at < to) {
        sum += costs.relative(rungs[i]);
        count++;
      }
    }
    return sum / count;
  }

  /** The cheapest rung that any record drew. */
  int cheapestRung() {
    return Arrays.stream(rungs).max().orElseThrow();
  }
}
