package dev.thermocline.engine.control;

import java.util.List;

/**
 * A ladder of the default encoder, at even steps of cost: share of the records that reach each
 * stage, and loss, per rung.
 */
final class DefaultLadder {
  private static final double[][] REACH = {
    {1.0, 1.0, 1.0, 1.0, 1.0, 1.0},
    {1.0, 0.980812, 0.966875, 0.958313, 0.95025, 0.945937},
    {1.0, 0.956063, 0.92825, 0.911875, 0.895813, 0.8845},
    {1.0, 0.930562, 0.891625, 0.866313, 0.841938, 0.822562},
    {1.0, 0.900125, 0.852313, 0.819937, 0.793125, 0.767563},
    {1.0, 0.870563, 0.81175, 0.773, 0.743938, 0.715437},
    {1.0, 0.840063, 0.7725, 0.728313, 0.69475, 0.66525},
    {1.0, 0.807125, 0.73075, 0.679937, 0.64525, 0.611375},
    {1.0, 0.7695, 0.688, 0.635125, 0.598812, 0.562187},
    {1.0, 0.733688, 0.64425, 0.590437, 0.554, 0.516375},
    {1.0, 0.692125, 0.600688, 0.545625, 0.509062, 0.471125},
    {1.0, 0.654563, 0.561063, 0.504938, 0.468438, 0.431},
    {1.0, 0.612875, 0.517437, 0.464, 0.426, 0.386313},
    {1.0, 0.571875, 0.474562, 0.420375, 0.383437, 0.342438},
    {1.0, 0.52875, 0.4295, 0.3745, 0.338813, 0.297187},
    {1.0, 0.485312, 0.383813, 0.329188, 0.291812, 0.2495},
    {1.0, 0.442312, 0.338375, 0.284313, 0.247188, 0.207625},
    {1.0, 0.401062, 0.294438, 0.241125, 0.20475, 0.16575},
    {1.0, 0.3555, 0.249062, 0.194438, 0.158688, 0.124063},
    {1.0, 0.304187, 0.201125, 0.150062, 0.116687, 0.088313},
    {1.0, 0.2505, 0.153062, 0.107188, 0.080187, 0.0575},
    {1.0, 0.1905, 0.104188, 0.067812, 0.048563, 0.031375},
    {1.0, 0.108688, 0.047, 0.027, 0.0175, 0.009875},
    {1.0, 0.0, 0.0, 0.0, 0.0, 0.0}
  };

  private static final double[] LOSS = {
    0.0, 6.3e-05, 0.000125, 0.000313, 0.000562, 0.001125, 0.001437, 0.002125, 0.003375, 0.00525,
    0.00775, 0.010063, 0.0145, 0.020375, 0.028, 0.038437, 0.05175, 0.067, 0.084875, 0.104688,
    0.125812, 0.15025, 0.18025, 0.206625
  };

  private DefaultLadder() {}

  static int rungs() {
    return LOSS.length;
  }

  static List<double[]> reach() {
    return List.of(REACH);
  }

  /** Disagreement with full depth. */
  static double loss(int rung) {
    return LOSS[rung];
  }

  /** The cheapest rung whose loss stays within a bound. */
  static int limitRung(double maxLoss) {
    int rung = 0;
    while (rung + 1 < LOSS.length && LOSS[rung + 1] <= maxLoss) {
      rung++;
    }
    return rung;
  }

  /** Costs with stages that take equally long. */
  static RungCosts costs(double fullDepthSeconds) {
    double[] relative = new double[LOSS.length];
    for (int rung = 0; rung < relative.length; rung++) {
      for (double share : REACH[rung]) {
        relative[rung] += share / REACH[rung].length;
      }
    }
    return new RungCosts(fullDepthSeconds, relative);
  }
}
