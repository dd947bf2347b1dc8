package dev.thermocline.engine.control;

/**
 * What a controller remembers between ticks.
 *
 * @param mode kind of the controller, the only one that goes on from it; off = nothing to remember
 * @param integral what it has integrated: the integral part in log cost, or a smoothed signal
 * @param logCost ln(c/c₀) it decided last; NaN = unknown, as after a change of parallelism
 * @param throughput smoothed records per second that leave the operator; NaN = unknown
 * @param heldSeconds seconds that a condition of the past still lasts; below 0 the negative of the
 *     seconds for which it has been suspected
 */
public record ControllerState(
    ControlMode mode, double integral, double logCost, double throughput, double heldSeconds) {

  /** Nothing to remember. */
  public static final ControllerState NONE =
      new ControllerState(ControlMode.OFF, 0, Double.NaN, Double.NaN, 0);

  /** The same for another load: what it decided and measured for the old one is dropped. */
  public ControllerState rescaled() {
    return new ControllerState(mode, integral, Double.NaN, Double.NaN, 0);
  }
}
