package dev.thermocline.cli.replay;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** Which key each record of a workload has; the same number always has the same. */
public final class Keys {

  private static final String PREFIX = "key-";

  private final int count;
  private final IntUnaryOperator choice;

  private Keys(int count, IntUnaryOperator choice) {
    this.count = count;
    this.choice = choice;
  }

  /**
   * Keys that take turns.
   *
   * @param count how many there are; at least one
   */
  public static Keys inTurn(int count) {
    requireAny(count);
    return new Keys(count, number -> number % count);
  }

  /**
   * Keys drawn from Zipf's law: the k-th most frequent comes in proportion to k<sup>-skew</sup>.
   *
   * @param count how many there are; at least one
   * @param skew exponent; 0 = all alike
   * @param seed of the draws
   */
  public static Keys zipf(int count, double skew, long seed) {
    requireAny(count);
    if (!(skew >= 0) || Double.isInfinite(skew)) {
      throw new IllegalArgumentException(
          "--key-skew is " + skew + "; allowed is a finite number from 0; 0 draws all keys alike");
    }
    double[] cumulated = cumulated(count, skew);
    return new Keys(count, number -> drawn(cumulated, seed, number));
  }

  /**
   * These keys, except that the first takes a part of some records.
   *
   * @param share that part, in (0, 1]
   * @param seed of the draws
   * @param when which records, by number
   */
  Keys flooded(double share, long seed, IntPredicate when) {
    return new Keys(
        count,
        number ->
            when.test(number) && uniform(~seed, number) < share ? 0 : choice.applyAsInt(number));
  }

  private static double[] cumulated(int count, double skew) {
    double[] cumulated = new double[count];
    double sum = 0;
    for (int k = 0; k < count; k++) {
      sum += Math.pow(k + 1, -skew);
      cumulated[k] = sum;
    }
    return cumulated;
  }

  private static int drawn(double[] cumulated, long seed, int number) {
    double wanted = uniform(seed, number) * cumulated[cumulated.length - 1];
    int low = 0;
    int high = cumulated.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulated[middle] > wanted) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** A generator per number, so that a record's key depends on nothing sent before it. */
  private static double uniform(long seed, int number) {
    return new SplittableRandom(seed + 0x9E3779B97F4A7C15L * (number + 1L)).nextDouble();
  }

  private static void requireAny(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          "--keys is " + count + "; allowed is a whole number from 1");
    }
  }

  /** How many keys there are. */
  public int count() {
    return count;
  }

  /** Key of record number i. */
  public String key(int i) {
    return PREFIX + choice.applyAsInt(i);
  }
}
