package dev.thermocline.engine.control;

/** Keeps what was measured within what can be reasoned about. */
final class Bounds {
  private Bounds() {}

  /** The value clipped to [low, high]; the fallback for NaN. */
  static double within(double value, double low, double high, double fallback) {
    return Double.isNaN(value) ? fallback : Math.min(high, Math.max(low, value));
  }

  /** Zero within ±halfWidth of zero, else what goes beyond it. */
  static double deadZone(double value, double halfWidth) {
    return value - within(value, -halfWidth, halfWidth, 0);
  }
}
