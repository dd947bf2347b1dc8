package dev.thermocline.flink.operator;

import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.ControlSettings;
import dev.thermocline.flink.config.EarlyExitSettings;
import java.time.Duration;
import java.util.List;

/** Settings for tests, varied where a test says so. */
final class TestSettings {
  private static final long IN_FLIGHT_BYTES = 64L << 20;

  private TestSettings() {}

  static EarlyExitSettings operator(boolean ordered, int inFlightMax) {
    return settings(
        ControlMode.STATIC, 0, 0.05, List.of(), List.of(), ordered, inFlightMax, "bundle");
  }

  /** The same with another limit of what the records in flight may weigh. */
  static EarlyExitSettings within(long inFlightMaxBytes, EarlyExitSettings base) {
    return new EarlyExitSettings(
        base.bundlePath(),
        base.policy(),
        base.thresholds(),
        base.thresholdsFloor(),
        base.control(),
        base.loss(),
        base.maxLoss(),
        base.ordered(),
        base.batchMaxSize(),
        base.batchMaxTime(),
        base.batchLinger(),
        base.lengthBuckets(),
        base.inFlightMax(),
        inFlightMaxBytes,
        base.cpuPermits());
  }

  static EarlyExitSettings depth(ControlMode mode, int staticRung, double maxLoss) {
    return settings(mode, staticRung, maxLoss, List.of(), List.of(), true, 64, "bundle");
  }

  static EarlyExitSettings thresholds(int staticRung, List<Double> given, List<Double> floor) {
    return settings(ControlMode.STATIC, staticRung, 0.05, given, floor, true, 64, "bundle");
  }

  static EarlyExitSettings bundle(String path, ControlMode mode) {
    return settings(mode, 0, 0.05, List.of(), List.of(), true, 64, path);
  }

  static EarlyExitSettings bundle(String path, int inFlightMax) {
    return settings(ControlMode.STATIC, 0, 0.05, List.of(), List.of(), true, inFlightMax, path);
  }

  /** Settings for full depth that expect a bundle of this policy and loss. */
  static EarlyExitSettings calibratedFor(String policy, String loss) {
    return settings(
        policy, loss, ControlMode.OFF, 0, 0.05, List.of(), List.of(), true, 64, "bundle");
  }

  private static EarlyExitSettings settings(
      ControlMode mode,
      int staticRung,
      double maxLoss,
      List<Double> given,
      List<Double> floor,
      boolean ordered,
      int inFlightMax,
      String bundlePath) {
    return settings(
        TestBundles.POLICY,
        TestBundles.LOSS,
        mode,
        staticRung,
        maxLoss,
        given,
        floor,
        ordered,
        inFlightMax,
        bundlePath);
  }

  private static EarlyExitSettings settings(
      String policy,
      String loss,
      ControlMode mode,
      int staticRung,
      double maxLoss,
      List<Double> given,
      List<Double> floor,
      boolean ordered,
      int inFlightMax,
      String bundlePath) {
    return new EarlyExitSettings(
        bundlePath,
        policy,
        given,
        floor,
        ControlSettings.DEFAULTS.with(mode, staticRung),
        loss,
        maxLoss,
        ordered,
        8,
        Duration.ofMillis(20),
        Duration.ofMillis(5),
        List.of(16, 32, 64, 128),
        inFlightMax,
        IN_FLIGHT_BYTES,
        0);
  }
}
