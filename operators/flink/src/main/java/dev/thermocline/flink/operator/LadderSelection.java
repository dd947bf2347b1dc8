package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.Calibration;
import dev.thermocline.engine.bundle.OperatingPoint;
import dev.thermocline.engine.exit.ExitPolicies;
import dev.thermocline.flink.config.EarlyExitSettings;
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

  /** Rungs of the ladder between thresholds given as job parameters. */
  static final int GIVEN_RUNGS = 16;

  private static final int CHEAPEST = -1;

  /**
   * Applies settings to a bundle.
   *
   * @throws IllegalArgumentException if the bundle does not allow them
   */
  static LadderSelection of(EarlyExitSettings settings, Bundle bundle) {
    Calibration built = bundle.calibration();
    checkEqual("exit.policy", settings.policy(), built.policy(), bundle);
    checkEqual("quality.loss", settings.loss(), built.loss(), bundle);
    return switch (settings.mode()) {
      case OFF -> fullDepth(bundle);
      case STATIC ->
          settings.thresholds().isEmpty() ? calibrated(settings, bundle) : given(settings, bundle);
    };
  }

  private static void checkEqual(String key, String given, String built, Bundle bundle) {
    if (!given.equals(built)) {
      throw new IllegalArgumentException(
          key
              + " is "
              + given
              + " but bundle "
              + bundle.id()
              + " was calibrated for "
              + built
              + "; set "
              + key
              + " to "
              + built
              + " or build the bundle with "
              + given);
    }
  }

  private static LadderSelection fullDepth(Bundle bundle) {
    return new LadderSelection(
        ExitPolicies.NEVER, List.of(new double[bundle.exits()]), List.of(Double.NaN), 0);
  }

  private static LadderSelection calibrated(EarlyExitSettings settings, Bundle bundle) {
    List<OperatingPoint> ladder = bundle.calibration().ladder();
    int rung =
        settings.staticRung() == CHEAPEST
            ? cheapest(ladder, settings.maxLoss(), bundle)
            : within(settings, ladder);
    return new LadderSelection(
        settings.policy(),
        ladder.stream().map(OperatingPoint::thresholdArray).toList(),
        ladder.stream().map(OperatingPoint::bound).toList(),
        rung);
  }

  /** The last rung before the loss first exceeds the limit. */
  private static int cheapest(List<OperatingPoint> ladder, double maxLoss, Bundle bundle) {
    int within = 0;
    while (within < ladder.size() && loss(ladder.get(within)) <= maxLoss) {
      within++;
    }
    if (within == 0) {
      throw new IllegalArgumentException(
          "quality.max-loss is "
              + maxLoss
              + " but rung 0 of bundle "
              + bundle.id()
              + (ladder.isEmpty() ? " measured nothing" : has(ladder.get(0)))
              + "; raise quality.max-loss, or set control.mode to off for full depth");
    }
    return within - 1;
  }

  /** The rung that was asked for, if its loss is within the limit. */
  private static int within(EarlyExitSettings settings, List<OperatingPoint> ladder) {
    int rung = checkRung(settings.staticRung(), ladder.size());
    OperatingPoint point = ladder.get(rung);
    if (loss(point) > settings.maxLoss()) {
      throw new IllegalArgumentException(
          "control.static-rung is "
              + rung
              + ", which"
              + has(point)
              + ", but quality.max-loss is "
              + settings.maxLoss()
              + "; raise quality.max-loss to at least "
              + loss(point)
              + ", or choose a lower rung");
    }
    return rung;
  }

  /** The loss a rung answers for: its certified bound, or what it measured where it has none. */
  private static double loss(OperatingPoint point) {
    return Double.isNaN(point.bound()) ? point.loss() : point.bound();
  }

  private static String has(OperatingPoint point) {
    return Double.isNaN(point.bound())
        ? " measured a loss of " + point.loss()
        : " has a loss bound of " + point.bound();
  }

  private static LadderSelection given(EarlyExitSettings settings, Bundle bundle) {
    double[] careful = perExit("exit.thresholds", settings.thresholds(), bundle.exits());
    double[] lax =
        settings.thresholdsFloor().isEmpty()
            ? careful
            : perExit("exit.thresholds.floor", settings.thresholdsFloor(), bundle.exits());
    List<double[]> thresholds = new ArrayList<>();
    for (int rung = 0; rung < GIVEN_RUNGS; rung++) {
      thresholds.add(between(careful, lax, (double) rung / (GIVEN_RUNGS - 1)));
    }
    int rung =
        settings.staticRung() == CHEAPEST ? 0 : checkRung(settings.staticRung(), GIVEN_RUNGS);
    return new LadderSelection(
        settings.policy(), thresholds, Collections.nCopies(GIVEN_RUNGS, Double.NaN), rung);
  }

  private static double[] between(double[] from, double[] to, double share) {
    double[] thresholds = new double[from.length];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = (1 - share) * from[i] + share * to[i];
    }
    return thresholds;
  }

  /** One threshold per exit; the last exit's is never consulted and may be left out. */
  private static double[] perExit(String key, List<Double> given, int exits) {
    if (given.size() != 1 && given.size() != exits - 1 && given.size() != exits) {
      throw new IllegalArgumentException(
          key
              + " is "
              + given
              + " with "
              + given.size()
              + " values; the bundle has "
              + exits
              + " exits: give 1 value for all of them, "
              + (exits - 1)
              + " or "
              + exits);
    }
    double[] thresholds = new double[exits];
    for (int i = 0; i < exits; i++) {
      thresholds[i] = given.get(given.size() == 1 ? 0 : Math.min(i, given.size() - 1));
    }
    return thresholds;
  }

  private static int checkRung(int rung, int rungs) {
    if (rung < 0 || rung >= rungs) {
      throw new IllegalArgumentException(
          "control.static-rung is "
              + rung
              + "; the ladder has rungs 0 to "
              + (rungs - 1)
              + ", or -1 for the cheapest within quality.max-loss");
    }
    return rung;
  }
}
