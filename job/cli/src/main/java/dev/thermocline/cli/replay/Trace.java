package dev.thermocline.cli.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A load over time: its rate as fractions of its peak, and what else happens meanwhile. */
public sealed interface Trace
    permits Trace.Steady, Trace.Step, Trace.Ramp, Trace.Bursts, Trace.Diurnal, RunIn {

  /**
   * The rate over a run, as lines one after the other.
   *
   * @param seconds length of the run
   * @param seed of what the trace leaves to chance
   */
  List<Segment> segments(double seconds, long seed);

  /** Mean rate to be expected, as a fraction of the peak, a run-in left out. */
  double meanLevel();

  /** The part of a run in which something other than the rate changes; empty without such. */
  default Optional<Window> disturbance(double seconds) {
    return Optional.empty();
  }

  /** A constant rate: the peak. */
  sealed interface Steady extends Trace permits Poisson, Disturbed {

    @Override
    default List<Segment> segments(double seconds, long seed) {
      return List.of(Segment.constant(seconds, 1));
    }

    @Override
    default double meanLevel() {
      return 1;
    }
  }

  /** A constant rate, and something else in the middle third. */
  sealed interface Disturbed extends Steady permits Outage, HotKey, SinkLimit {

    @Override
    default Optional<Window> disturbance(double seconds) {
      return Optional.of(Window.middleThird(seconds));
    }
  }

  /** The peak all the way through. */
  record Poisson() implements Steady {}

  /**
   * A low rate, the peak, the low rate again, each for a third of the time.
   *
   * @param floor the low rate as a fraction of the peak, in (0, 1]
   */
  record Step(double floor) implements Trace {

    public Step {
      requireFloor(floor);
    }

    @Override
    public List<Segment> segments(double seconds, long seed) {
      double third = seconds / 3;
      return List.of(
          Segment.constant(third, floor),
          Segment.constant(third, 1),
          Segment.constant(third, floor));
    }

    @Override
    public double meanLevel() {
      return (1 + 2 * floor) / 3;
    }
  }

  /**
   * A straight climb to the peak.
   *
   * @param floor the first rate as a fraction of the peak, in (0, 1]
   */
  record Ramp(double floor) implements Trace {

    public Ramp {
      requireFloor(floor);
    }

    @Override
    public List<Segment> segments(double seconds, long seed) {
      return List.of(new Segment(seconds, floor, 1));
    }

    @Override
    public double meanLevel() {
      return (1 + floor) / 2;
    }
  }

  /**
   * A process of two states, quiet and burst. It stays in each for a time drawn evenly between half
   * and one and a half of the state's mean, so that a run a little longer than both sees both.
   *
   * @param floor the quiet rate as a fraction of the peak, in (0, 1]
   * @param quietSeconds mean stay in the quiet state; the first
   * @param burstSeconds mean stay at the peak
   */
  record Bursts(double floor, double quietSeconds, double burstSeconds) implements Trace {

    public Bursts {
      requireFloor(floor);
      if (!(quietSeconds > 0 && burstSeconds > 0)) {
        throw new IllegalArgumentException(
            "bursts last "
                + burstSeconds
                + " s every "
                + quietSeconds
                + " s; both must be above 0");
      }
    }

    @Override
    public List<Segment> segments(double seconds, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Segment> stays = new ArrayList<>();
      double left = seconds;
      for (boolean quiet = true; left > 0; quiet = !quiet) {
        double stay = (quiet ? quietSeconds : burstSeconds) * (0.5 + random.nextDouble());
        stays.add(Segment.constant(Math.min(stay, left), quiet ? floor : 1));
        left -= stay;
      }
      return List.copyOf(stays);
    }

    @Override
    public double meanLevel() {
      return (floor * quietSeconds + burstSeconds) / (quietSeconds + burstSeconds);
    }
  }

  /**
   * A day: from its lowest rate at midnight in a cosine to the peak at noon and back.
   *
   * @param floor the rate at midnight as a fraction of the peak, in (0, 1]
   */
  record Diurnal(double floor) implements Trace {

    private static final int LINES = 96;

    public Diurnal {
      requireFloor(floor);
    }

    @Override
    public List<Segment> segments(double seconds, long seed) {
      List<Segment> lines = new ArrayList<>();
      for (int i = 0; i < LINES; i++) {
        lines.add(new Segment(seconds / LINES, level(i), level(i + 1)));
      }
      return List.copyOf(lines);
    }

    private double level(int line) {
      return floor + (1 - floor) * (1 - Math.cos(2 * Math.PI * line / LINES)) / 2;
    }

    @Override
    public double meanLevel() {
      return (1 + floor) / 2;
    }
  }

  /**
   * A constant rate whose records of the middle third become available at its end, all at once,
   * stamped with the times they were due.
   */
  record Outage() implements Disturbed {}

  /**
   * A constant rate of which one key sends a part in the middle third.
   *
   * @param share that part, in (0, 1]
   */
  record HotKey(double share) implements Disturbed {

    public HotKey {
      requireShare("the hot key's share", share);
    }
  }

  /**
   * A constant rate of which the output takes only a part in the middle third.
   *
   * @param share that part, in (0, 1]
   */
  record SinkLimit(double share) implements Disturbed {

    public SinkLimit {
      requireShare("the share that the output takes", share);
    }
  }

  /** The trace without a run-in before it. */
  default Trace bare() {
    return this instanceof RunIn runIn ? runIn.trace() : this;
  }

  /**
   * A stretch whose rate changes evenly.
   *
   * @param seconds its length
   * @param from rate at its start, as a fraction of the peak, in (0, 1]
   * @param to rate at its end
   */
  record Segment(double seconds, double from, double to) {

    static Segment constant(double seconds, double level) {
      return new Segment(seconds, level, level);
    }
  }

  /**
   * A part of a run.
   *
   * @param fromSeconds its start, inclusive, from the start of the run
   * @param toSeconds its end, exclusive
   */
  record Window(double fromSeconds, double toSeconds) {

    static Window middleThird(double seconds) {
      return new Window(seconds / 3, seconds * 2 / 3);
    }

    /** Whether that time lies in it. */
    public boolean holds(double seconds) {
      return seconds >= fromSeconds && seconds < toSeconds;
    }
  }

  private static void requireFloor(double floor) {
    requireShare("the low rate over the peak", floor);
  }

  /** Refuses what is no share. */
  static void requireShare(String what, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(what + " is " + share + "; it must lie in (0, 1]");
    }
  }
}
