package dev.thermocline.cli.bench;

import dev.thermocline.cli.replay.Trace;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * The benchmark's traces. Rates are multiples of the full-depth capacity; those with M are
 * multiples of what the quality limit carries, M times as much.
 */
public enum BenchTrace {
  POISSON_LOW("poisson-0.5", 0, 0.5, false, 1, floor -> new Trace.Poisson()),
  POISSON_NEAR("poisson-0.9", 0, 0.9, false, 1, floor -> new Trace.Poisson()),
  POISSON_ABOVE("poisson-0.6M", 0, 0.6, true, 1, floor -> new Trace.Poisson()),
  POISSON_TOP("poisson-0.9M", 0, 0.9, true, 1, floor -> new Trace.Poisson()),
  STEP("step", 0.5, 0.9, true, 1, Trace.Step::new),
  RAMP("ramp", 0.3, 0.9, true, 1, Trace.Ramp::new),
  BURSTS("bursts", 0.6, 0.9, true, 1, floor -> new Trace.Bursts(floor, 15, 8)),
  BURSTS_FAST("bursts-fast", 0.3, 1.1, true, 1, floor -> new Trace.Bursts(floor, 2, 0.8)),
  DIURNAL("diurnal", 0.3, 0.9, true, 3, Trace.Diurnal::new),
  OUTAGE("outage", 0, 0.5, false, 3, floor -> new Trace.Outage()),
  SINKLIMIT("sinklimit", 0, 0.9, false, 1, floor -> new Trace.SinkLimit(0.5)),
  HOTKEY("hotkey", 0, 0.6, true, 1, floor -> new Trace.HotKey(0.5)),
  POISSON_OVER("poisson-1.3M", 0, 1.3, true, 1, floor -> new Trace.Poisson()),
  /** Ten times as long as the others; run only when it is asked for. */
  SUSTAINED("sustained-0.9M", 0, 0.9, true, 10, floor -> new Trace.Poisson());

  /** What runs when nothing is asked for. */
  public static final List<BenchTrace> USUAL =
      List.of(values()).stream().filter(trace -> trace != SUSTAINED).toList();

  /** What runs in a quarter of an hour. */
  public static final List<BenchTrace> QUICK = List.of(POISSON_TOP, STEP, SINKLIMIT);

  private final String title;
  private final double low;
  private final double top;
  private final boolean timesLimit;
  private final int lengths;
  private final DoubleFunction<Trace> shape;

  BenchTrace(
      String title,
      double low,
      double top,
      boolean timesLimit,
      int lengths,
      DoubleFunction<Trace> shape) {
    this.title = title;
    this.low = low;
    this.top = top;
    this.timesLimit = timesLimit;
    this.lengths = lengths;
    this.shape = shape;
  }

  /**
   * The peak as a multiple of the full-depth capacity.
   *
   * @param limitFactor what the limit's rung carries over what full depth carries, M
   */
  double peak(double limitFactor) {
    return timesLimit ? top * limitFactor : top;
  }

  /** Its shape; the low rate is a fraction of the peak, and never above it. */
  Trace trace(double limitFactor) {
    return shape.apply(Math.min(low / peak(limitFactor), 1));
  }

  /** How long it is, in lengths of a usual cell. */
  int lengths() {
    return lengths;
  }

  /** Its rates, for people. */
  String rates() {
    String peak = String.format(Locale.ROOT, timesLimit ? "%.1f M" : "%.1f", top);
    return low == 0 ? peak : String.format(Locale.ROOT, "%.1f to %s", low, peak);
  }

  /** The name as it is written on the command line and in reports. */
  @Override
  public String toString() {
    return title;
  }
}
