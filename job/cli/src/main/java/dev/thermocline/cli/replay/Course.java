package dev.thermocline.cli.replay;

import java.util.List;

/**
 * The rate over one run and its integral, the number of arrivals to be expected. Walked forward:
 * asked for ever larger numbers.
 */
final class Course {

  private static final double SAME = 1e-9;

  private final List<Trace.Segment> segments;
  private final double peakRate;
  private int at;
  private double start;
  private double countAtStart;

  /**
   * The course of a trace.
   *
   * @param segments its rate
   * @param peakRate records per second at its peak
   */
  Course(List<Trace.Segment> segments, double peakRate) {
    this.segments = segments;
    this.peakRate = peakRate;
  }

  /** The time at which that many arrivals are expected; the last rate goes on for ever. */
  double secondsUntil(double count) {
    while (at < segments.size()) {
      Trace.Segment segment = segments.get(at);
      double from = segment.from() * peakRate;
      double to = segment.to() * peakRate;
      double whole = (from + to) / 2 * segment.seconds();
      double inside = count - countAtStart;
      if (inside <= whole) {
        double bend = 2 * (to - from) / segment.seconds() * inside;
        return start + 2 * inside / (from + Math.sqrt(Math.max(from * from + bend, 0)));
      }
      start += segment.seconds();
      countAtStart += whole;
      at++;
    }
    double last = segments.get(segments.size() - 1).to() * peakRate;
    return start + (count - countAtStart) / last;
  }

  /** The rate at a time as a fraction of the peak; the last one goes on for ever. */
  static double level(List<Trace.Segment> segments, double seconds) {
    double start = 0;
    for (Trace.Segment segment : segments) {
      double inside = seconds - start;
      if (inside < segment.seconds()) {
        return segment.from() + (segment.to() - segment.from()) * inside / segment.seconds();
      }
      start += segment.seconds();
    }
    return segments.get(segments.size() - 1).to();
  }

  /** When the rate last falls from its highest; NaN when it never does. */
  static double fallSeconds(List<Trace.Segment> segments) {
    double highest =
        segments.stream().mapToDouble(s -> Math.max(s.from(), s.to())).max().orElse(Double.NaN);
    double fall = Double.NaN;
    double start = 0;
    double before = 0;
    for (Trace.Segment segment : segments) {
      boolean fallsHere = isHigh(segment.from(), highest) && !isHigh(segment.to(), highest);
      boolean fellAtStart = isHigh(before, highest) && !isHigh(segment.from(), highest);
      if (fallsHere || fellAtStart) {
        fall = start;
      }
      before = segment.to();
      start += segment.seconds();
    }
    return fall;
  }

  private static boolean isHigh(double level, double highest) {
    return level >= highest - SAME;
  }
}
