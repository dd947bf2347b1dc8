package dev.thermocline.flink.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.ControlSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EarlyExitSettingsTest {

  /** What a test varies; everything else is well-formed. */
  private record Varied(
      String bundle,
      List<Double> thresholds,
      List<Double> floor,
      int rung,
      double maxLoss,
      List<Integer> buckets,
      int inFlight,
      long inFlightBytes,
      int permits) {

    static final Varied NOTHING =
        new Varied("bundle", List.of(), List.of(), -1, 0.05, List.of(16), 64, 64L << 20, 0);

    Varied bundle(String value) {
      return new Varied(
          value, thresholds, floor, rung, maxLoss, buckets, inFlight, inFlightBytes, permits);
    }

    Varied thresholds(List<Double> value) {
      return new Varied(
          bundle, value, floor, rung, maxLoss, buckets, inFlight, inFlightBytes, permits);
    }

    Varied floor(List<Double> value) {
      return new Varied(
          bundle, thresholds, value, rung, maxLoss, buckets, inFlight, inFlightBytes, permits);
    }

    Varied rung(int value) {
      return new Varied(
          bundle, thresholds, floor, value, maxLoss, buckets, inFlight, inFlightBytes, permits);
    }

    Varied maxLoss(double value) {
      return new Varied(
          bundle, thresholds, floor, rung, value, buckets, inFlight, inFlightBytes, permits);
    }

    Varied buckets(List<Integer> value) {
      return new Varied(
          bundle, thresholds, floor, rung, maxLoss, value, inFlight, inFlightBytes, permits);
    }

    Varied inFlight(int value) {
      return new Varied(
          bundle, thresholds, floor, rung, maxLoss, buckets, value, inFlightBytes, permits);
    }

    Varied inFlightBytes(long value) {
      return new Varied(
          bundle, thresholds, floor, rung, maxLoss, buckets, inFlight, value, permits);
    }

    Varied permits(int value) {
      return new Varied(
          bundle, thresholds, floor, rung, maxLoss, buckets, inFlight, inFlightBytes, value);
    }

    EarlyExitSettings settings() {
      return new EarlyExitSettings(
          bundle,
          "max-probability",
          thresholds,
          floor,
          ControlSettings.DEFAULTS.with(ControlMode.STATIC, rung),
          "disagreement",
          maxLoss,
          true,
          8,
          Duration.ofMillis(20),
          Duration.ofMillis(5),
          buckets,
          inFlight,
          inFlightBytes,
          permits);
    }
  }

  static Stream<Arguments> outOfRange() {
    return Stream.of(
        fault("bundle.path", varied -> varied.bundle(" ")),
        fault("exit.thresholds", varied -> varied.thresholds(List.of(0.5, 1.5))),
        fault("exit.thresholds", varied -> varied.thresholds(List.of(Double.NaN))),
        fault("exit.thresholds.floor", varied -> varied.floor(List.of(-0.1))),
        fault("control.static-rung", varied -> varied.rung(-2)),
        fault("quality.max-loss", varied -> varied.maxLoss(1.01)),
        fault("quality.max-loss", varied -> varied.maxLoss(Double.NaN)),
        fault("batch.length-buckets", varied -> varied.buckets(List.of(32, 16))),
        fault("inflight.max", varied -> varied.inFlight(0)),
        fault("inflight.max-bytes", varied -> varied.inFlightBytes(0)),
        fault("engine.cpu-permits", varied -> varied.permits(-1)));
  }

  private static Arguments fault(String key, UnaryOperator<Varied> change) {
    return Arguments.of(key, change);
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void settingsOutOfRangeCannotExist(String key, UnaryOperator<Varied> change) {
    Varied varied = change.apply(Varied.NOTHING);

    assertThatThrownBy(varied::settings)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(key + " is");
  }

  @Test
  void listsAreTheSettingsOwn() {
    List<Double> thresholds = new ArrayList<>(List.of(0.5));
    List<Integer> buckets = new ArrayList<>(List.of(16));
    EarlyExitSettings settings = Varied.NOTHING.thresholds(thresholds).buckets(buckets).settings();

    thresholds.clear();
    buckets.clear();

    assertThat(settings.thresholds()).containsExactly(0.5);
    assertThat(settings.lengthBuckets()).containsExactly(16);
  }
}
