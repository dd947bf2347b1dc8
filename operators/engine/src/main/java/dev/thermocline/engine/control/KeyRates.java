package dev.thermocline.engine.control;

/**
 * Decayed counts of the most frequent keys, in space that does not grow: a key not held takes the
 * place of the least frequent one and inherits its count as its possible error (space saving,
 * Metwally et al. 2005). Allocates nothing.
 */
final class KeyRates {
  private final long[] keys;
  private final double[] counts;
  private final double[] errors;
  private int size;

  KeyRates(int capacity) {
    keys = new long[capacity];
    counts = new double[capacity];
    errors = new double[capacity];
  }

  void count(long key) {
    int least = 0;
    for (int i = 0; i < size; i++) {
      if (keys[i] == key) {
        counts[i]++;
        return;
      }
      least = counts[i] < counts[least] ? i : least;
    }
    if (size < keys.length) {
      keys[size] = key;
      counts[size] = 1;
      errors[size++] = 0;
    } else {
      keys[least] = key;
      errors[least] = counts[least]++;
    }
  }

  void decay(double factor) {
    for (int i = 0; i < size; i++) {
      counts[i] *= factor;
      errors[i] *= factor;
    }
  }

  int size() {
    return size;
  }

  long key(int at) {
    return keys[at];
  }

  /** What surely belongs to the key. */
  double certain(int at) {
    return counts[at] - errors[at];
  }

  /** What belongs to this key or to others no longer held. */
  double uncertain(int at) {
    return errors[at];
  }

  /** No key that is not held has a larger count; 0 while every key is held. */
  double leastCount() {
    double least = size < keys.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < size && size == keys.length; i++) {
      least = Math.min(least, counts[i]);
    }
    return least;
  }
}
