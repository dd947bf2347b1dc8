package dev.thermocline.engine.control;

/**
 * What a controller decided in one tick.
 *
 * @param mix rungs the next records draw from
 * @param constraint what keeps the depth there
 * @param pressure multiple of the engine's capacity that full depth would need: λ̂·c₀·ρ·G
 * @param logCost ln(c/c₀) of the mix, ≤ 0
 */
public record DepthDecision(
    RungMix mix, BindingConstraint constraint, double pressure, double logCost) {}
