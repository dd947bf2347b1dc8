package dev.thermocline.cli.bench;

import java.util.Arrays;

/**
 * An upper bound of what any controller can reach: the mean agreement of who knows all arrivals and
 * what each rung costs, and keeps every record within the SLO.
 *
 * <p>The job is taken as one server that splits its time among records in any portions, first come
 * first served (all have the same SLO, so no other order does better). Record i can begin no
 * earlier than it is there, a(i), and must end by d(i) + SLO; the time it is given buys agreement
 * along the {@link Menu}, concavely. Written as the time at which the first i records are done, a
 * plan is a path between a(i + 1), since no later record begins before it is there, and d(i) + SLO;
 * a record that is given more than the best rung takes leaves the server idle. The tightest path is
 * the best plan, see {@link TautString}. Where not even the cheapest rung keeps the SLO, that
 * rung's agreement is taken as if it did.
 */
final class Clairvoyant {

  private Clairvoyant() {}

  /**
   * The bound.
   *
   * @param available when each record is there, seconds, never falling
   * @param due when it was due, seconds
   * @param slo longest time from there to its end, seconds, above 0
   */
  static double agreement(double[] available, double[] due, double slo, Menu menu) {
    double sum = 0;
    int from = 0;
    while (from < due.length) {
      int to = endOfBusyTime(available, due, slo, from);
      double[] lower = new double[to - from];
      double[] upper = new double[to - from];
      for (int i = from; i < to; i++) {
        double deadline = Math.max(due[i] + slo, available[i]);
        lower[i - from] = i + 1 < to ? available[i + 1] : deadline;
        upper[i - from] = Math.max(deadline, lower[i - from]);
      }
      sum +=
          Arrays.stream(TautString.steps(available[from], lower, upper)).map(menu::agreement).sum();
      from = to;
    }
    return sum / due.length;
  }

  /** The first record that comes only when all before it must be done. */
  private static int endOfBusyTime(double[] available, double[] due, double slo, int from) {
    int to = from + 1;
    while (to < due.length && available[to] <= Math.max(due[to - 1] + slo, available[to - 1])) {
      to++;
    }
    return to;
  }
}
