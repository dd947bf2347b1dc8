package dev.thermocline.cli.replay;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The shape of a load over time: phases of constant rate, as fractions of the trace's peak. */
public enum Trace {
  /** The peak all the way through. */
  POISSON(List.of(new Phase(1, 1))),
  /** A third of the peak, then the peak, then a third again, each for a third of the time. */
  STEP(List.of(new Phase(1, 1d / 3), new Phase(1, 1), new Phase(1, 1d / 3)));

  private final List<Phase> phases;

  Trace(List<Phase> phases) {
    this.phases = phases;
  }

  List<Phase> phases() {
    return phases;
  }

  /** Mean rate over the trace, as a fraction of the peak. */
  double meanLevel() {
    return phases.stream().mapToDouble(phase -> phase.share() * phase.level()).sum() / shares();
  }

  /**
   * Where the last fall from the peak lies, as a fraction of the trace's time; empty without one.
   */
  OptionalDouble endOfPeak() {
    double until = 0;
    OptionalDouble end = OptionalDouble.empty();
    for (int i = 0; i + 1 < phases.size(); i++) {
      until += phases.get(i).share();
      if (phases.get(i).level() > phases.get(i + 1).level()) {
        end = OptionalDouble.of(until / shares());
      }
    }
    return end;
  }

  double shares() {
    return phases.stream().mapToDouble(Phase::share).sum();
  }

  /** The name as it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * A stretch of constant rate.
   *
   * @param share length relative to the other phases
   * @param level rate as a fraction of the peak, in (0, 1]
   */
  record Phase(double share, double level) {}
}
