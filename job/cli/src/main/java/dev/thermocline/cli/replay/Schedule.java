package dev.thermocline.cli.replay;

import java.util.SplittableRandom;

/**
 * When each record of a replay is due, fixed before the first is sent: arrivals of a Poisson
 * process whose rate follows a trace. The unit-rate process is stretched by the inverse of the
 * cumulated rate, so the same seed gives the same arrivals scaled to any peak.
 */
public final class Schedule {

  private static final double NANOS = 1e9;

  private final long[] dueNanos;
  private final double endOfPeakSeconds;
  private final boolean paced;

  private Schedule(long[] dueNanos, double endOfPeakSeconds, boolean paced) {
    this.dueNanos = dueNanos;
    this.endOfPeakSeconds = endOfPeakSeconds;
    this.paced = paced;
  }

  /** Records without a time of their own: each is due when the one before it is handed over. */
  public static Schedule unpaced(int records) {
    requireRecords(records);
    return new Schedule(new long[records], Double.NaN, false);
  }

  /**
   * Draws the arrivals.
   *
   * @param trace shape of the rate
   * @param records number of arrivals; the trace is as long as their expected time
   * @param peakRate records per second at the trace's peak
   * @param seed of the arrivals
   */
  public static Schedule of(Trace trace, int records, double peakRate, long seed) {
    requireRecords(records);
    if (!(peakRate > 0) || Double.isInfinite(peakRate)) {
      throw new IllegalArgumentException(
          "peak rate is " + peakRate + " records/s; it must be finite and above 0");
    }
    double seconds = records / (peakRate * trace.meanLevel());
    Cumulated cumulated = new Cumulated(trace, seconds, peakRate);
    SplittableRandom random = new SplittableRandom(seed);
    long[] due = new long[records];
    double expected = 0;
    for (int i = 0; i < records; i++) {
      expected -= Math.log1p(-random.nextDouble());
      due[i] = (long) (cumulated.secondsUntil(expected) * NANOS);
    }
    double end = trace.endOfPeak().orElse(Double.NaN) * seconds;
    return new Schedule(due, end, true);
  }

  private static void requireRecords(int records) {
    if (records < 1) {
      throw new IllegalArgumentException("records is " + records + "; it must be at least 1");
    }
  }

  /** Whether records have times to wait for. */
  boolean paced() {
    return paced;
  }

  public int size() {
    return dueNanos.length;
  }

  /** Nanoseconds from the start of the replay to the record's arrival; never falls with i. */
  public long dueNanos(int i) {
    return dueNanos[i];
  }

  /** Seconds from the start to the last fall from the peak; NaN for a trace without one. */
  public double endOfPeakSeconds() {
    return endOfPeakSeconds;
  }

  /** Walks the trace's phases forward; asked for ever larger counts. */
  private static final class Cumulated {

    private final Trace trace;
    private final double secondsPerShare;
    private final double peakRate;
    private int phase;
    private double phaseStart;
    private double countAtPhaseStart;

    Cumulated(Trace trace, double seconds, double peakRate) {
      this.trace = trace;
      this.secondsPerShare = seconds / trace.shares();
      this.peakRate = peakRate;
    }

    /** The time at which that many arrivals are expected; the last phase goes on for ever. */
    double secondsUntil(double count) {
      while (true) {
        Trace.Phase current = trace.phases().get(phase);
        double rate = current.level() * peakRate;
        double length = current.share() * secondsPerShare;
        boolean last = phase == trace.phases().size() - 1;
        if (last || count <= countAtPhaseStart + rate * length) {
          return phaseStart + (count - countAtPhaseStart) / rate;
        }
        phaseStart += length;
        countAtPhaseStart += rate * length;
        phase++;
      }
    }
  }
}
