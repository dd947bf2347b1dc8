package dev.thermocline.engine.control;

/**
 * What a controller remembers between ticks.
 *
 * @param integral the integral part in log cost
 * @param logCost ln(c/c₀) it decided last; NaN = unknown, as after a change of parallelism
 */
public record ControllerState(double integral, double logCost) {

  /** Nothing to remember. */
  public static final ControllerState NONE = new ControllerState(0, Double.NaN);
}
