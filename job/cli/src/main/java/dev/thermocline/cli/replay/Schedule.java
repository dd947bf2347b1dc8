package dev.thermocline.cli.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * When each record of a replay is due, fixed before the first is sent: arrivals of a Poisson
 * process whose rate follows a trace, or recorded ones. The unit-rate process is stretched by the
 * inverse of the cumulated rate, so the same seed gives the same arrivals scaled to any peak.
 */
public final class Schedule {

  private static final double NANOS = 1e9;

  /** Of the peak, from where on the load counts as at its peak. */
  private static final double NEAR_PEAK = 0.9;

  private final long[] dueNanos;
  private final @Nullable Trace trace;
  private final Trace.@Nullable Window disturbance;
  private final List<Trace.Segment> segments;
  private final double fallSeconds;
  private final boolean paced;

  private Schedule(
      long[] dueNanos,
      @Nullable Trace trace,
      Trace.@Nullable Window disturbance,
      List<Trace.Segment> segments,
      double fallSeconds,
      boolean paced) {
    this.dueNanos = dueNanos;
    this.trace = trace;
    this.disturbance = disturbance;
    this.segments = segments;
    this.fallSeconds = fallSeconds;
    this.paced = paced;
  }

  /** Records without a time of their own: each is due when the one before it is handed over. */
  public static Schedule unpaced(int records) {
    requireRecords(records);
    return new Schedule(new long[records], null, null, List.of(), Double.NaN, false);
  }

  /**
   * Draws a number of arrivals.
   *
   * @param trace shape of the rate
   * @param records number of arrivals; the trace is as long as their expected time
   * @param peakRate records per second at the trace's peak
   * @param seed of the arrivals
   */
  public static Schedule of(Trace trace, int records, double peakRate, long seed) {
    requireRecords(records);
    requireRate(peakRate);
    double seconds = records / (peakRate * trace.meanLevel());
    List<Trace.Segment> segments = trace.segments(seconds, seed);
    Arrivals arrivals = new Arrivals(new Course(segments, peakRate), seed);
    long[] due = new long[records];
    for (int i = 0; i < records; i++) {
      due[i] = (long) (arrivals.next() * NANOS);
    }
    return of(due, trace, segments, seconds);
  }

  /**
   * Draws the arrivals of a length of time.
   *
   * @param seconds length of the trace; at least one record arrives, if need be later
   * @param peakRate records per second at the trace's peak
   * @param seed of the arrivals
   */
  public static Schedule lasting(Trace trace, double seconds, double peakRate, long seed) {
    requireRate(peakRate);
    List<Trace.Segment> segments = trace.segments(seconds, seed);
    Arrivals arrivals = new Arrivals(new Course(segments, peakRate), seed);
    long[] due = new long[16];
    int size = 0;
    for (double at = arrivals.next(); at < seconds || size == 0; at = arrivals.next()) {
      if (size == due.length) {
        due = Arrays.copyOf(due, 2 * size);
      }
      due[size] = (long) (at * NANOS);
      size++;
    }
    return of(Arrays.copyOf(due, size), trace, segments, seconds);
  }

  private static Schedule of(
      long[] due, Trace trace, List<Trace.Segment> segments, double seconds) {
    Trace.Window disturbance = trace.disturbance(seconds).orElse(null);
    double fall = disturbance == null ? Course.fallSeconds(segments) : disturbance.toSeconds();
    return new Schedule(due, trace, disturbance, segments, fall, true);
  }

  /**
   * Recorded arrivals.
   *
   * @param records how many of them, from the first
   * @param peakRate stretches time evenly until the recording's busiest second has that many
   *     records per second; empty = as recorded
   * @throws IllegalArgumentException when the recording has not so many, or cannot be stretched
   */
  public static Schedule recorded(Recording recording, int records, OptionalDouble peakRate) {
    requireRecords(records);
    requireRecorded(recording, records);
    peakRate.ifPresent(
        rate -> {
          requireRate(rate);
          requireStretchable(recording);
        });
    double stretch = peakRate.isPresent() ? recording.peakRate() / peakRate.getAsDouble() : 1;
    long[] due = new long[records];
    for (int i = 0; i < records; i++) {
      due[i] = (long) (recording.nanos(i) * stretch);
    }
    return new Schedule(due, null, null, List.of(), Double.NaN, true);
  }

  private static void requireRecords(int records) {
    if (records < 1) {
      throw new IllegalArgumentException("records is " + records + "; it must be at least 1");
    }
  }

  /**
   * Refuses more records than were recorded.
   *
   * @throws IllegalArgumentException naming both numbers
   */
  public static void requireRecorded(Recording recording, int records) {
    if (records > recording.size()) {
      throw new IllegalArgumentException(
          "--records is %d, but --trace-file holds %d times; allowed is 1 to %d"
              .formatted(records, recording.size(), recording.size()));
    }
  }

  /**
   * Refuses a rate for a recording whose times are all the same.
   *
   * @throws IllegalArgumentException saying so
   */
  public static void requireStretchable(Recording recording) {
    int last = recording.size() - 1;
    if (last > 0 && recording.nanos(last) == 0) {
      throw new IllegalArgumentException(
          "--trace-file holds "
              + recording.size()
              + " times that are all the same, which cannot be stretched to a rate; allowed are"
              + " times that differ: give others, or leave --rate and --load out");
    }
  }

  private static void requireRate(double peakRate) {
    if (!(peakRate > 0) || Double.isInfinite(peakRate)) {
      throw new IllegalArgumentException(
          "peak rate is " + peakRate + " records/s; it must be finite and above 0");
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

  /**
   * Nanoseconds from the start of the replay until the record can be had: when it is due, or at the
   * end of an outage that holds it back.
   */
  public long availableNanos(int i) {
    return trace != null && trace.bare() instanceof Trace.Outage && isDisturbed(i)
        ? (long) (windowEnd() * NANOS)
        : dueNanos[i];
  }

  private double windowEnd() {
    return disturbance == null ? 0 : disturbance.toSeconds();
  }

  /** Whether the record is due while the trace's disturbance lasts. */
  boolean isDisturbed(int i) {
    return disturbance != null && disturbance.holds(dueNanos[i] / NANOS);
  }

  /**
   * Whether the record is due at the peak of the load: while the trace's disturbance lasts; without
   * one, while the rate is at least nine tenths of its highest; at any time where the load never
   * gives way.
   */
  public boolean atPeak(int i) {
    if (Double.isNaN(fallSeconds)) {
      return true;
    }
    return disturbance == null
        ? Course.level(segments, dueNanos[i] / NANOS) >= NEAR_PEAK
        : isDisturbed(i);
  }

  /** The keys of the records: those given, except for what a hot key takes. */
  public Keys keys(Keys usual, long seed) {
    return trace != null && trace.bare() instanceof Trace.HotKey hot
        ? usual.flooded(hot.share(), seed, this::isDisturbed)
        : usual;
  }

  /** What the output takes while it is limited; empty when it is not. */
  public Optional<OutputLimit> outputLimit() {
    if (disturbance == null || trace == null || !(trace.bare() instanceof Trace.SinkLimit limit)) {
      return Optional.empty();
    }
    long due = IntStream.range(0, size()).filter(this::isDisturbed).count();
    double seconds = disturbance.toSeconds() - disturbance.fromSeconds();
    return Optional.of(new OutputLimit(disturbance, limit.share() * due / seconds));
  }

  /**
   * A limit of the output.
   *
   * @param window when
   * @param recordsPerSecond what it takes then
   */
  public record OutputLimit(Trace.Window window, double recordsPerSecond) {}

  /**
   * Seconds from the start to where the load gives way: the end of an outage or another
   * disturbance, else the last fall from the peak; NaN without any.
   */
  public double fallSeconds() {
    return fallSeconds;
  }

  /** Arrival times in order, without end. */
  private static final class Arrivals {

    private final Course course;
    private final SplittableRandom random;
    private double expected;

    Arrivals(Course course, long seed) {
      this.course = course;
      this.random = new SplittableRandom(seed);
    }

    double next() {
      expected -= Math.log1p(-random.nextDouble());
      return course.secondsUntil(expected);
    }
  }
}
