package dev.thermocline.cli.bench;

import dev.thermocline.cli.demo.Faults;
import java.util.Arrays;

/**
 * One controller on one trace: what was run and, record by record in the order they were due, what
 * came out.
 *
 * @param run what was run and how it ended
 * @param records the records
 */
record Cell(Run run, Columns records) {

  /**
   * What was run.
   *
   * @param trace name of the trace
   * @param contender name of the controller
   * @param sloMs SLO the job was given, milliseconds
   * @param seed of the arrivals
   * @param seconds length of the trace
   * @param peakRate records per second at its peak
   * @param pace how fast the machine usually was before the trace's first run, as a share of what
   *     it was when the capacities were measured; the load was that much of what it would have been
   *     then
   * @param paceBefore how fast it was just before this run
   * @param paceAfter how fast it was after it
   * @param fallSeconds when the load gives way; NaN when it does not
   * @param disturbedFrom when the trace's disturbance begins, seconds; NaN without one
   * @param disturbedTo when it ends
   * @param endSeconds when reading ended, from the start of the trace; of an incomplete run, before
   *     which everything emitted was read
   * @param complete whether everything was out when reading ended, or would not come any more
   * @param faults what was wrong with what came out; of an incomplete run what is missing may still
   *     have been to come
   * @param bindingConstraint what kept the depth where it was
   * @param sitting which sitting of the benchmark it was run in, from 1
   * @param startedMillis wall clock of its beginning
   */
  record Run(
      String trace,
      String contender,
      long sloMs,
      long seed,
      double seconds,
      double peakRate,
      double pace,
      double paceBefore,
      double paceAfter,
      double fallSeconds,
      double disturbedFrom,
      double disturbedTo,
      double endSeconds,
      boolean complete,
      Faults faults,
      String bindingConstraint,
      int sitting,
      long startedMillis) {

    /** Whether the machine was too much faster or slower around it than the load takes it to be. */
    boolean disturbed() {
      return Drift.tooFar((paceBefore + paceAfter) / 2, pace);
    }

    /** The same with the paces known. */
    Run withPaces(double load, double before, double after) {
      return new Run(
          trace,
          contender,
          sloMs,
          seed,
          seconds,
          peakRate,
          load,
          before,
          after,
          fallSeconds,
          disturbedFrom,
          disturbedTo,
          endSeconds,
          complete,
          faults,
          bindingConstraint,
          sitting,
          startedMillis);
    }

    /** Whether the job has failed a record, as far as can be told. */
    boolean failed() {
      return !told().none();
    }

    /** What is wrong, and how much was not out, in words. */
    String describe() {
      return complete
          ? faults.describe()
          : told().describe() + "; cut short, " + faults.missing() + " not out yet";
    }

    private Faults told() {
      return complete
          ? faults
          : new Faults(
              0,
              faults.duplicates(),
              faults.outOfOrder(),
              faults.wronglyBuried(),
              faults.wronglyAnswered(),
              faults.unplaced(),
              false);
    }
  }

  /**
   * Columns of equal length.
   *
   * @param dueMs when each record was due, milliseconds from the start of the trace
   * @param availableMs when the generator could send it
   * @param lateMs how long after that it did
   * @param example index of the example it carried
   * @param ageMs from the time it was due to its emission; NaN where it was not out at the end
   * @param rung operating point; -1 where it was not out
   * @param layers layers run over layers at full depth; NaN where it was not out
   * @param agrees whether its label is full depth's
   * @param right 1 = its label is right, 0 = it is not, -1 = nobody knows or it was not out
   */
  record Columns(
      double[] dueMs,
      double[] availableMs,
      double[] lateMs,
      int[] example,
      double[] ageMs,
      int[] rung,
      double[] layers,
      boolean[] agrees,
      int[] right) {

    Columns {
      int size = dueMs.length;
      if (availableMs.length != size
          || lateMs.length != size
          || example.length != size
          || ageMs.length != size
          || rung.length != size
          || layers.length != size
          || agrees.length != size
          || right.length != size) {
        throw new IllegalArgumentException("columns differ in length; all must have " + size);
      }
    }

    /** Columns for that many records, none of them out. */
    static Columns of(int size) {
      double[] ages = new double[size];
      double[] layers = new double[size];
      int[] rung = new int[size];
      int[] right = new int[size];
      Arrays.fill(ages, Double.NaN);
      Arrays.fill(layers, Double.NaN);
      Arrays.fill(rung, -1);
      Arrays.fill(right, -1);
      return new Columns(
          new double[size],
          new double[size],
          new double[size],
          new int[size],
          ages,
          rung,
          layers,
          new boolean[size],
          right);
    }

    int size() {
      return dueMs.length;
    }

    /** Whether the record was out when reading ended. */
    boolean isOut(int i) {
      return !Double.isNaN(ageMs[i]);
    }

    /** When it was emitted, milliseconds from the start of the trace; NaN where it was not out. */
    double emittedMs(int i) {
      return dueMs[i] + ageMs[i];
    }
  }
}
