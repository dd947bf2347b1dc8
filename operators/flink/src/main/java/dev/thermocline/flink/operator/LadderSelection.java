package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.OperatingPoint;
import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.flink.config.BundleFit;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.config.InvalidOptionsException;
import dev.thermocline.flink.config.OptionFault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The ladder that settings choose of a bundle: its own, or one between thresholds given as job
 * parameters.
 *
 * @param policy id of the exit policy
 * @param thresholds thresholds per exit, one array per rung, rung 0 most expensive
 * @param reach fraction of records that run each stage, one array per rung; estimated for given
 *     thresholds
 * @param losses what each rung's loss counts as against the limit; 0 where nothing was measured
 * @param certifiedRisk upper bound of the loss per rung; NaN where not certified
 */
record LadderSelection(
    String policy,
    List<double[]> thresholds,
    List<double[]> reach,
    List<Double> losses,
    List<Double> certifiedRisk) {

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
    return settings.thresholds().isEmpty() ? calibrated(settings, bundle) : given(settings, bundle);
  }

  /** How many rungs there are. */
  int rungs() {
    return thresholds.size();
  }

  /**
   * The cheapest rung a limit allows: the last one before the loss first exceeds it. A rung beyond
   * one that failed would be a pick among many noisy measurements.
   */
  int limitRung(double maxLoss) {
    int within = 1;
    while (within < losses.size() && losses.get(within) <= maxLoss) {
      within++;
    }
    return within - 1;
  }

  /**
   * The rung {@link ControlMode#STATIC} holds under a limit: the one chosen by hand if its own loss
   * is within the limit, else the cheapest the limit allows.
   */
  int staticRung(EarlyExitSettings settings, double maxLoss) {
    int chosen = settings.staticRung();
    if (chosen == BundleFit.CHEAPEST) {
      return settings.thresholds().isEmpty() ? limitRung(maxLoss) : 0;
    }
    return held(chosen, maxLoss);
  }

  /** A rung chosen by hand if its own loss is within a limit, else the cheapest that is allowed. */
  int held(int rung, double maxLoss) {
    return losses.get(rung) <= maxLoss ? rung : limitRung(maxLoss);
  }

  private static LadderSelection calibrated(EarlyExitSettings settings, Bundle bundle) {
    List<OperatingPoint> ladder = bundle.calibration().ladder();
    if (ladder.isEmpty()) {
      // Only full depth passes the settings' check then, and that consults no threshold.
      return new LadderSelection(
          settings.policy(),
          List.of(new double[bundle.exits()]),
          List.of(everyStage(bundle.exits())),
          List.of(0.0),
          List.of(Double.NaN));
    }
    return new LadderSelection(
        settings.policy(),
        ladder.stream().map(OperatingPoint::thresholdArray).toList(),
        ladder.stream().map(OperatingPoint::reachArray).toList(),
        ladder.stream().map(BundleFit::loss).toList(),
        ladder.stream().map(OperatingPoint::bound).toList());
  }

  private static LadderSelection given(EarlyExitSettings settings, Bundle bundle) {
    double[] careful = perExit(settings.thresholds(), bundle.exits());
    double[] lax =
        settings.thresholdsFloor().isEmpty()
            ? careful
            : perExit(settings.thresholdsFloor(), bundle.exits());
    ReachEstimate estimate = ReachEstimate.of(bundle.calibration().ladder(), bundle.exits());
    List<double[]> thresholds = new ArrayList<>();
    List<double[]> reach = new ArrayList<>();
    for (int rung = 0; rung < BundleFit.GIVEN_RUNGS; rung++) {
      double[] between = between(careful, lax, (double) rung / (BundleFit.GIVEN_RUNGS - 1));
      thresholds.add(between);
      reach.add(estimate.reach(between));
    }
    return new LadderSelection(
        settings.policy(),
        thresholds,
        reach,
        Collections.nCopies(BundleFit.GIVEN_RUNGS, 0.0),
        Collections.nCopies(BundleFit.GIVEN_RUNGS, Double.NaN));
  }

  private static double[] everyStage(int exits) {
    double[] reach = new double[exits];
    Arrays.fill(reach, 1);
    return reach;
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
