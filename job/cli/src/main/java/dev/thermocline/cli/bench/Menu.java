package dev.thermocline.cli.bench;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * What agreement a record's share of the machine's time buys: the rungs' costs and agreements, and
 * every mix of two rungs, of which the best is taken (the upper concave hull).
 */
final class Menu {

  private final double[] seconds;
  private final double[] agreement;

  private Menu(double[] seconds, double[] agreement) {
    this.seconds = seconds;
    this.agreement = agreement;
  }

  /**
   * A rung.
   *
   * @param seconds of the whole job's time that a record takes: 1 / its capacity
   * @param agreement share of records labelled as full depth labels them
   */
  record Rung(double seconds, double agreement) {}

  /** The menu of some rungs, in any order; at least one. */
  static Menu of(List<Rung> rungs) {
    Deque<Rung> hull = new ArrayDeque<>();
    List<Rung> cheapestFirst =
        rungs.stream()
            .sorted(Comparator.comparingDouble(Rung::seconds).thenComparing(Rung::agreement))
            .toList();
    double best = cheapestFirst.stream().mapToDouble(Rung::agreement).max().orElse(Double.NaN);
    for (Rung rung : cheapestFirst) {
      while (!hull.isEmpty() && isBelow(hull, rung)) {
        hull.pollLast();
      }
      hull.addLast(rung);
      if (rung.agreement() == best) {
        break;
      }
    }
    return new Menu(
        hull.stream().mapToDouble(Rung::seconds).toArray(),
        hull.stream().mapToDouble(Rung::agreement).toArray());
  }

  /** Whether the hull's last rung is no better than a mix of the one before it and a dearer one. */
  private static boolean isBelow(Deque<Rung> hull, Rung next) {
    Rung last = hull.getLast();
    if (hull.size() == 1) {
      return last.seconds() == next.seconds();
    }
    Rung before = hull.stream().skip(hull.size() - 2L).findFirst().orElse(last);
    double toLast = last.agreement() - before.agreement();
    double toNext = next.agreement() - before.agreement();
    return toLast * (next.seconds() - before.seconds())
        <= toNext * (last.seconds() - before.seconds());
  }

  /** Agreement of a record that may take so long; the cheapest rung's where that is too little. */
  double agreement(double allowed) {
    int at = Arrays.binarySearch(seconds, allowed);
    if (at >= 0) {
      return agreement[at];
    }
    int above = -at - 1;
    if (above == 0) {
      return agreement[0];
    }
    if (above == seconds.length) {
      return agreement[above - 1];
    }
    double share = (allowed - seconds[above - 1]) / (seconds[above] - seconds[above - 1]);
    return agreement[above - 1] + share * (agreement[above] - agreement[above - 1]);
  }

  /** Seconds of the cheapest rung. */
  double least() {
    return seconds[0];
  }

  /** Seconds from which more buys nothing. */
  double most() {
    return seconds[seconds.length - 1];
  }
}
