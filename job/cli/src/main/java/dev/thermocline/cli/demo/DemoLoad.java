package dev.thermocline.cli.demo;

import dev.thermocline.cli.replay.Recording;
import dev.thermocline.cli.replay.Schedule;
import dev.thermocline.cli.replay.TraceName;
import java.util.OptionalDouble;

/** Which arrivals a demo plays, in multiples of what full depth carries. */
public sealed interface DemoLoad {

  /** How many records. */
  int records();

  /**
   * When each of them is due.
   *
   * @param capacity records per second at full depth
   * @param seed of what is drawn
   */
  Schedule schedule(double capacity, long seed);

  /** The peak rate over the capacity. */
  double factor(double capacity);

  /** What it is called, for people. */
  String title();

  /**
   * Arrivals drawn along a trace.
   *
   * @param trace its shape
   * @param records how many records
   * @param factor the peak rate over the capacity
   */
  record Drawn(TraceName trace, int records, double factor) implements DemoLoad {

    public Drawn {
      requireRecords(records);
      requireFactor(factor);
    }

    @Override
    public Schedule schedule(double capacity, long seed) {
      return Schedule.of(trace.trace(), records, factor * capacity, seed);
    }

    @Override
    public double factor(double capacity) {
      return factor;
    }

    @Override
    public String title() {
      return "the " + trace + " trace";
    }
  }

  /**
   * Recorded arrivals.
   *
   * @param recording the arrivals
   * @param records how many of them
   * @param factor the busiest second over the capacity; empty = as recorded
   */
  record Recorded(Recording recording, int records, OptionalDouble factor) implements DemoLoad {

    public Recorded {
      requireRecords(records);
      factor.ifPresent(DemoLoad::requireFactor);
      Schedule.requireRecorded(recording, records);
      if (factor.isPresent()) {
        Schedule.requireStretchable(recording);
      }
    }

    @Override
    public Schedule schedule(double capacity, long seed) {
      return Schedule.recorded(
          recording,
          records,
          factor.isPresent()
              ? OptionalDouble.of(factor.getAsDouble() * capacity)
              : OptionalDouble.empty());
    }

    @Override
    public double factor(double capacity) {
      return factor.orElse(recording.peakRate() / capacity);
    }

    @Override
    public String title() {
      return "the recorded trace";
    }
  }

  private static void requireRecords(int records) {
    if (records < 1) {
      throw new IllegalArgumentException(
          "--records is " + records + "; allowed is a whole number from 1");
    }
  }

  private static void requireFactor(double factor) {
    if (!(factor > 0) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(
          "--load is " + factor + "; allowed is a finite number above 0");
    }
  }
}
