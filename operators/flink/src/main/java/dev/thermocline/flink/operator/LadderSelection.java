package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.OperatingPoint;
import dev.thermocline.engine.exit.ExitPolicies;
import dev.thermocline.flink.config.BundleFit;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.config.InvalidOptionsException;
import dev.thermocline.flink.config.OptionFault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the settings choose of a bundle: who decides, by which thresholds, at which rung.
 *
 * @param policy id of the exit policy
 * @param thresholds thresholds per exit, one array per rung, rung 0 most expensive
 * @param certifiedRisk upper bound of the loss per rung; NaN where not certified
 * @param rung the rung every record draws
 */
record LadderSelection(
    String policy, List<double[]> thresholds, List<Double> certifiedRisk, int rung) {

  /**
   * Applies settings to a bundle.
   *
   * @throws InvalidOptionsException naming every setting the bundle does not allow
   */
  static LadderSelection of(EarlyExitSettings settings, Bundle bundle) {
    List<OptionFault> faults = BundleFit.faults(settings, bundle);
    if (!faults.isEmpty()) {
      throw new InvalidOptionsException(faults);
    }
    return switch (settings.mode()) {
      case OFF -> fullDepth(bundle);
      case STATIC, ADAPTIVE, AIMD_DELAY, AIMD_BUSY, PI_AGE ->
          settings.thresholds().isEmpty() ? calibrated(settings, bundle) : given(settings, bundle);
    };
  }

  private static LadderSelection fullDepth(Bundle bundle) {
    return new LadderSelection(
        ExitPolicies.NEVER, List.of(new double[bundle.exits()]), List.of(Double.NaN), 0);
  }

  private static LadderSelection calibrated(EarlyExitSettings settings, Bundle bundle) {
    List<OperatingPoint> ladder = bundle.calibration().ladder();
    int rung =
        settings.staticRung() == BundleFit.CHEAPEST
            ? cheapest(ladder, settings.maxLoss())
            : settings.staticRung();
    return new LadderSelection(
        settings.policy(),
        ladder.stream().map(OperatingPoint::thresholdArray).toList(),
        ladder.stream().map(OperatingPoint::bound).toList(),
        rung);
  }

  /** The last rung before the loss first exceeds the limit; the first one is within it. */
  private static int cheapest(List<OperatingPoint> ladder, double maxLoss) {
    int within = 1;
    while (within < ladder.size() && BundleFit.loss(ladder.get(within)) <= maxLoss) {
      within++;
    }
    return within - 1;
  }

  private static LadderSelection given(EarlyExitSettings settings, Bundle bundle) {
    double[] careful = perExit(settings.thresholds(), bundle.exits());
    double[] lax =
        settings.thresholdsFloor().isEmpty()
            ? careful
            : perExit(settings.thresholdsFloor(), bundle.exits());
    List<double[]> thresholds = new ArrayList<>();
    for (int rung = 0; rung < BundleFit.GIVEN_RUNGS; rung++) {
      thresholds.add(between(careful, lax, (double) rung / (BundleFit.GIVEN_RUNGS - 1)));
    }
    int rung = Math.max(0, settings.staticRung());
    return new LadderSelection(
        settings.policy(),
        thresholds,
        Collections.nCopies(BundleFit.GIVEN_RUNGS, Double.NaN),
        rung);
  }

  private static double[] between(double[] from, double[] to, double share) {
    double[] thresholds = new double[from.length];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = (1 - share) * from[i] + share * to[i];
    }
    return thresholds;
  }

  /** One threshold per exit; the last exit's is never consulted and may be left out. */
  private static double[] perExit(List<Double> given, int exits) {
    double[] thresholds = new double[exits];
    for (int i = 0; i < exits; i++) {
      thresholds[i] = given.get(given.size() == 1 ? 0 : Math.min(i, given.size() - 1));
    }
    return thresholds;
  }
}
