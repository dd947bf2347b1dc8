package dev.thermocline.cli.bench;

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
   * @param fallSeconds when the load gives way; NaN when it does not
   * @param endSeconds when reading ended, from the start of the trace
   * @param complete whether the job was let run until everything was out
   * @param faults what was wrong with what came out, in words; of an incomplete run only duplicates
   *     and order can be told
   * @param bindingConstraint what kept the depth where it was
   */
  record Run(
      String trace,
      String contender,
      long sloMs,
      long seed,
      double seconds,
      double peakRate,
      double fallSeconds,
      double endSeconds,
      boolean complete,
      String faults,
      String bindingConstraint) {}

  /**
   * Columns of equal length.
   *
   * @param dueMs when each record was due, milliseconds from the start of the trace
   * @param availableMs when the generator could send it
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
      int[] example,
      double[] ageMs,
      int[] rung,
      double[] layers,
      boolean[] agrees,
      int[] right) {

    Columns {
      int size = dueMs.length;
      if (availableMs.length != size
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
