package dev.thermocline.cli.books;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * When the records of one partition became visible to consumers under read_committed, worked out
 * from its batches in the order of their offsets.
 *
 * <p>Consumers see what lies before the last stable offset: the first offset of the earliest
 * transaction that is still open. A marker that ends that transaction moves it, and its time, the
 * broker's, is when everything passed by became visible, records of other transactions and of none
 * included.
 */
final class Visibility {

  private final Map<Long, Long> open = new HashMap<>();
  private final Deque<Step> steps = new ArrayDeque<>();
  private long stable;

  /** Records before that offset became visible at that time; NaN where it is not known. */
  private record Step(long until, double millis) {}

  /**
   * A partition.
   *
   * @param beginning its first offset
   */
  Visibility(long beginning) {
    this.stable = beginning;
  }

  /** Takes a batch of a transaction, from its first offset to before that one. */
  void transactional(long producer, long first, long until) {
    open.putIfAbsent(producer, first);
    advance(until, Double.NaN);
  }

  /**
   * Takes a batch outside transactions that ends before that offset.
   *
   * @param appendedMillis when the broker took it; NaN where the topic keeps the producer's time
   */
  void plain(long until, double appendedMillis) {
    advance(until, appendedMillis);
  }

  /** Takes the marker at that offset that ends, either way, the producer's transaction. */
  void marker(long producer, long offset, long millis) {
    open.remove(producer);
    advance(offset + 1, millis);
  }

  private void advance(long until, double millis) {
    long reached = open.values().stream().mapToLong(Long::longValue).min().orElse(until);
    if (reached <= stable) {
      return;
    }
    stable = reached;
    Step last = steps.peekLast();
    if (last != null && Double.compare(last.millis(), millis) == 0) {
      steps.removeLast();
    }
    steps.add(new Step(reached, millis));
  }

  /** Before which offset it knows when records became visible. */
  long stable() {
    return stable;
  }

  /**
   * When the record became visible, milliseconds since the epoch; NaN where it is not known.
   * Offsets must be asked for in rising order.
   *
   * @throws IllegalArgumentException for an offset that is not before {@link #stable}
   */
  double at(long offset) {
    if (offset >= stable) {
      throw new IllegalArgumentException(
          "offset is " + offset + "; visible is only what lies before " + stable);
    }
    while (steps.getFirst().until() <= offset) {
      steps.removeFirst();
    }
    return steps.getFirst().millis();
  }
}
