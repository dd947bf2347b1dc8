package dev.thermocline.flink.config;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.Calibration;
import dev.thermocline.engine.bundle.OperatingPoint;
import dev.thermocline.engine.control.ControlMode;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** Finds settings that a bundle does not allow. */
public final class BundleFit {

  /** Rungs of the ladder between thresholds given as job parameters. */
  public static final int GIVEN_RUNGS = 16;

  /** Value of {@code control.static-rung} that leaves the choice to the limit. */
  public static final int CHEAPEST = -1;

  private final EarlyExitSettings settings;
  private final Bundle bundle;
  private final List<OptionFault> faults = new ArrayList<>();

  private BundleFit(EarlyExitSettings settings, Bundle bundle) {
    this.settings = settings;
    this.bundle = bundle;
  }

  /** Every fault; empty = the operator can run the bundle with these settings. */
  public static List<OptionFault> faults(EarlyExitSettings settings, Bundle bundle) {
    return new BundleFit(settings, bundle).find();
  }

  /** The loss a rung answers for: its certified bound, or what it measured where it has none. */
  public static double loss(OperatingPoint point) {
    return Double.isNaN(point.bound()) ? point.loss() : point.bound();
  }

  private List<OptionFault> find() {
    Calibration built = bundle.calibration();
    equal(EarlyExitOptions.EXIT_POLICY, settings.policy(), built.policy());
    equal(EarlyExitOptions.QUALITY_LOSS, settings.loss(), built.loss());
    inFlight();
    if (settings.mode() != ControlMode.OFF) {
      if (settings.thresholds().isEmpty()) {
        calibrated(built.ladder());
      } else {
        given();
      }
    }
    return List.copyOf(faults);
  }

  private void equal(ConfigOption<String> option, String given, String built) {
    if (!given.equals(built)) {
      fault(
          option,
          given,
          built + ", which bundle " + bundle.id() + " was calibrated for",
          "set it to " + built + " or build the bundle with " + given);
    }
  }

  /** Fewer records in flight than that starve the deep stages' batches. */
  private void inFlight() {
    int stages = bundle.stages().size();
    int least = stages * settings.batchMaxSize();
    if (settings.inFlightMax() < least) {
      fault(
          EarlyExitOptions.INFLIGHT_MAX,
          settings.inFlightMax(),
          "at least "
              + least
              + ", the "
              + stages
              + " stages of bundle "
              + bundle.id()
              + " x batch.max-size "
              + settings.batchMaxSize(),
          "raise it or lower batch.max-size");
    }
  }

  private void calibrated(List<OperatingPoint> ladder) {
    if (settings.staticRung() == CHEAPEST) {
      within(ladder);
    } else if (rung(ladder.size())
        && loss(ladder.get(settings.staticRung())) > settings.maxLoss()) {
      OperatingPoint point = ladder.get(settings.staticRung());
      fault(
          EarlyExitOptions.CONTROL_STATIC_RUNG,
          settings.staticRung(),
          "a rung within quality.max-loss = " + settings.maxLoss() + "; this one" + has(point),
          "choose a lower rung, or raise quality.max-loss to at least " + loss(point));
    }
  }

  private void within(List<OperatingPoint> ladder) {
    if (ladder.isEmpty() || loss(ladder.get(0)) > settings.maxLoss()) {
      fault(
          EarlyExitOptions.QUALITY_MAX_LOSS,
          settings.maxLoss(),
          "what rung 0 of bundle "
              + bundle.id()
              + " keeps, which"
              + (ladder.isEmpty() ? " measured nothing" : has(ladder.get(0))),
          "raise it, or set control.mode=off for full depth");
    }
  }

  private static String has(OperatingPoint point) {
    return Double.isNaN(point.bound())
        ? " measured a loss of " + point.loss()
        : " has a loss bound of " + point.bound();
  }

  private void given() {
    perExit(EarlyExitOptions.EXIT_THRESHOLDS, settings.thresholds());
    if (!settings.thresholdsFloor().isEmpty()) {
      perExit(EarlyExitOptions.EXIT_THRESHOLDS_FLOOR, settings.thresholdsFloor());
    }
    if (settings.staticRung() != CHEAPEST) {
      rung(GIVEN_RUNGS);
    }
  }

  /** The last exit's threshold is never consulted and may be left out. */
  private void perExit(ConfigOption<List<Double>> option, List<Double> given) {
    int exits = bundle.exits();
    if (given.size() != 1 && given.size() != exits - 1 && given.size() != exits) {
      fault(
          option,
          given,
          "1 value for all exits, "
              + (exits - 1)
              + " or "
              + exits
              + ": bundle "
              + bundle.id()
              + " has "
              + exits
              + " exits",
          "give one of these numbers of values");
    }
  }

  private boolean rung(int rungs) {
    boolean there = settings.staticRung() < rungs;
    if (!there) {
      fault(
          EarlyExitOptions.CONTROL_STATIC_RUNG,
          settings.staticRung(),
          "a rung of the ladder, 0 to "
              + (rungs - 1)
              + ", or -1 for the cheapest within quality.max-loss",
          "choose one of these");
    }
    return there;
  }

  private void fault(ConfigOption<?> option, Object value, String allowed, String mend) {
    faults.add(new OptionFault(option.key(), String.valueOf(value), allowed, mend));
  }
}
