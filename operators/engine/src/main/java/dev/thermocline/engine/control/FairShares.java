package dev.thermocline.engine.control;

import java.util.Arrays;
import java.util.function.LongToIntFunction;

/**
 * Divides the cost among keys so that the key that floods runs shallower before its neighbours do.
 *
 * <pre>
 * c_i = clip(s·λ_i^−α, c_limit(i), c_best)      s such that Σ λ_i·c_i = c·Σ λ_i
 * </pre>
 *
 * <p>λ_i is the key's own rate; keys too rare to be held one by one count as one key with the rate
 * that none of them exceeds. With α = 0 every key gets c. Counting and planning belong to one
 * thread, any thread may ask for a key's mixture.
 */
public final class FairShares {
  private static final double RATE_SECONDS = 5;
  private static final double MIN_COUNT = 0.5;
  private static final int HALVINGS = 50;

  /** Mixtures of the held keys, ascending by key, and of all others. */
  private record Plan(long[] keys, RungMix[] mixes, RungMix others) {}

  private final double alpha;
  private final KeyRates rates;
  private volatile Plan plan = new Plan(new long[0], new RungMix[0], new RungMix(0, 0));

  /**
   * Shares among keys.
   *
   * @param alpha exponent α ≥ 0 by which a key's cost falls with its rate
   * @param heldKeys number of keys whose rates are held one by one
   */
  public FairShares(double alpha, int heldKeys) {
    if (!(alpha >= 0 && alpha <= 4) || heldKeys < 1) {
      throw new IllegalArgumentException(
          "fairness is " + alpha + " over " + heldKeys + " keys; allowed: 0 to 4 over 1 or more");
    }
    this.alpha = alpha;
    this.rates = new KeyRates(heldKeys);
  }

  /** A record of a key was taken in. */
  public void arrived(long keyHash) {
    if (alpha > 0) {
      rates.count(keyHash);
    }
  }

  /**
   * Divides a new cost per record.
   *
   * @param tickSeconds time since the last division
   * @param decision what to divide: its log cost is the mean over records
   * @param costs what rungs cost
   * @param limitRung cheapest rung of keys without a limit of their own
   * @param limitOfKey cheapest rung per key hash, {@code limitRung} for keys without their own
   */
  public void plan(
      double tickSeconds,
      DepthDecision decision,
      RungCosts costs,
      int limitRung,
      LongToIntFunction limitOfKey) {
    double best = costs.logCost(0);
    rates.decay(Math.exp(-Bounds.within(tickSeconds, 0, 60, 0) / RATE_SECONDS));
    if (alpha == 0 || rates.size() == 0 || decision.logCost() >= best) {
      plan = new Plan(new long[0], new RungMix[0], costs.mix(decision.logCost(), limitRung));
      return;
    }
    int held = rates.size();
    double[] weights = new double[held + 1];
    double[] wanted = new double[held + 1];
    double[] floors = new double[held + 1];
    int[] limits = new int[held + 1];
    long[] keys = sortedKeys();
    for (int i = 0; i < held; i++) {
      int at = indexIn(keys, rates.key(i));
      weights[at] = rates.certain(i);
      weights[held] += rates.uncertain(i);
      wanted[at] = -alpha * Math.log(Math.max(weights[at], MIN_COUNT));
      limits[at] = Math.min(limitOfKey.applyAsInt(rates.key(i)), costs.rungs() - 1);
    }
    wanted[held] = -alpha * Math.log(Math.max(rates.leastCount(), MIN_COUNT));
    limits[held] = Math.min(limitRung, costs.rungs() - 1);
    for (int i = 0; i <= held; i++) {
      floors[i] = costs.logCost(limits[i]);
    }
    double level = level(Math.exp(decision.logCost()), weights, wanted, floors, best);
    RungMix[] mixes = new RungMix[held + 1];
    for (int i = 0; i <= held; i++) {
      mixes[i] = costs.mix(clip(level + wanted[i], floors[i], best), limits[i]);
    }
    plan = new Plan(keys, Arrays.copyOf(mixes, held), mixes[held]);
  }

  private long[] sortedKeys() {
    long[] keys = new long[rates.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = rates.key(i);
    }
    Arrays.sort(keys);
    return keys;
  }

  private static int indexIn(long[] keys, long key) {
    return Arrays.binarySearch(keys, key);
  }

  /** ln s, found by halving: the weighted mean of the costs rises with it. */
  private static double level(
      double meanCost, double[] weights, double[] wanted, double[] floors, double best) {
    double total = Arrays.stream(weights).sum();
    double low = floorOf(floors) - Arrays.stream(wanted).max().orElse(0);
    double high = best - Arrays.stream(wanted).min().orElse(0);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      double cost = 0;
      for (int k = 0; k < weights.length; k++) {
        cost += weights[k] * Math.exp(clip(middle + wanted[k], floors[k], best));
      }
      if (cost > meanCost * total) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }

  private static double floorOf(double[] floors) {
    return Arrays.stream(floors).min().orElse(0);
  }

  private static double clip(double value, double low, double high) {
    return Math.min(high, Math.max(low, value));
  }

  /** The rungs that the next record of a key draws from; any thread. */
  public RungMix mix(long keyHash) {
    Plan current = plan;
    int at = Arrays.binarySearch(current.keys, keyHash);
    return at < 0 ? current.others : current.mixes[at];
  }
}
