package dev.thermocline.engine.control;

import java.util.List;

/** The traces of the comparison, scaled to what a simulated engine carries. */
final class SimulatedTraces {
  private static final double SATURATED_SECONDS = 20;

  private SimulatedTraces() {}

  /** Records per second with every record at one rung and always more waiting. */
  static double capacity(int rung, SimulatedJob.Setting setting) {
    double faster =
        setting.engine().batch() / setting.engine().seconds(1, setting.engine().batch(), 0);
    Trace flood = Trace.constant(SATURATED_SECONDS, 1, faster);
    RunReport report = SimulatedJob.run(flood, setting.limit(rung), new FixedController(rung), 1);
    return report.throughputBetween(5, SATURATED_SECONDS);
  }

  /**
   * Traces that the limit carries.
   *
   * @param full capacity at full depth
   * @param m capacity at the limit over that at full depth
   */
  static List<Trace> feasible(double full, double m, long seed) {
    double top = 0.9 * m * full;
    return List.of(
        Trace.constant(60, seed, 0.5 * full).named("poisson .5"),
        Trace.constant(60, seed, 0.9 * full).named("poisson .9"),
        Trace.constant(60, seed, 0.6 * m * full).named("poisson .6M"),
        Trace.constant(60, seed, top).named("poisson .9M"),
        Trace.step(60, seed, 0.5 * full, top),
        Trace.ramp(60, seed, 0.5 * full, top),
        Trace.bursts("bursts slow", 120, seed, 0.6 * full, top, 15, 8),
        Trace.bursts("bursts fast", 120, seed, 0.3 * full, 1.1 * m * full, 2, 0.8),
        Trace.diurnal(180, seed, 0.3 * full, top),
        Trace.constant(60, seed, 1.3 * full).named("1.3").withSink(0.8 * full));
  }

  /** Traces that no rung within the limit carries in time. */
  static List<Trace> infeasible(double full, double m, long seed) {
    return List.of(
        Trace.constant(60, seed, 1.3 * m * full).named("poisson 1.3M"),
        Trace.constant(180, seed, 0.9 * full).withOutage(30, 90));
  }
}
