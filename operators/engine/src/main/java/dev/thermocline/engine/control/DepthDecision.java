package dev.thermocline.engine.control;

/**
 * What a controller decided in one tick.
 *
 * @param mix rungs the next records draw from
 * @param constraint what keeps the depth there
 * @param pressure multiple of the engine's capacity that full depth would need: λ̂·c₀·ρ·G
 * @param logCost ln(c/c₀) of the mix, ≤ 0
 * @param unlimitedLogCost ln(c/c₀) that every bound but the quality limit leaves, ≤ 0 and no less
 *     than the ladder's cheapest rung: what is wanted where a laxer limit holds
 */
public record DepthDecision(
    RungMix mix,
    BindingConstraint constraint,
    double pressure,
    double logCost,
    double unlimitedLogCost) {

  /** A decision that no quality limit shaped. */
  public DepthDecision(RungMix mix, BindingConstraint constraint, double pressure, double logCost) {
    this(mix, constraint, pressure, logCost, logCost);
  }
}
