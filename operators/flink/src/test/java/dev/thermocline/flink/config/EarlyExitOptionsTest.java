package dev.thermocline.flink.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.cascade.CascadeSettings;
import dev.thermocline.engine.control.CatchUp;
import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.ControlSettings;
import dev.thermocline.engine.control.ControlSignal;
import dev.thermocline.engine.control.OnOverload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlyExitOptionsTest {

  @Test
  void defaultsAreSmallBatchesAndADepthThatFollowsTheLoad() {
    Configuration options =
        OptionsValidator.validated(
            Configuration.fromMap(OptionsValidatorTest.wellFormed()), new Configuration());

    EarlyExitSettings settings = EarlyExitOptions.settings(options);

    assertThat(settings)
        .isEqualTo(
            new EarlyExitSettings(
                "bundle",
                "max-probability",
                List.of(),
                List.of(),
                ControlSettings.DEFAULTS,
                "disagreement",
                0.05,
                true,
                8,
                Duration.ofMillis(20),
                Duration.ofMillis(25),
                List.of(8, 12, 16, 20, 24, 32, 48, 64, 128, 256, 512),
                64,
                64L << 20,
                0));
    assertThat(settings.cascade()).isEqualTo(CascadeSettings.DEFAULTS);
  }

  @Test
  void everyOptionReachesTheSettings() {
    Map<String, String> options = OptionsValidatorTest.wellFormed();
    options.put("exit.thresholds", "0.9,0.8");
    options.put("exit.thresholds.floor", "0.5");
    options.put("quality.uncertified", "true");
    options.put("quality.loss", "harm");
    options.put("quality.max-loss", "0.01");
    options.put("control.mode", "static");
    options.put("control.static-rung", "3");
    options.put("control.slo", "900 ms");
    options.put("control.tick", "50 ms");
    options.put("control.signal", "backpressure");
    options.put("control.catch-up", "hold");
    options.put("control.fairness", "0.5");
    options.put("quality.on-overload", "breach");
    options.put("exit.order", "none");
    options.put("batch.max-size", "4");
    options.put("batch.max-time", "30 ms");
    options.put("batch.linger", "1 ms");
    options.put("batch.length-buckets", "8,16");
    options.put("inflight.max", "100");
    options.put("inflight.max-bytes", "3 mb");
    options.put("engine.cpu-permits", "2");

    EarlyExitSettings settings =
        EarlyExitOptions.settings(
            OptionsValidator.validated(Configuration.fromMap(options), new Configuration()));

    assertThat(settings)
        .isEqualTo(
            new EarlyExitSettings(
                "bundle",
                "max-probability",
                List.of(0.9, 0.8),
                List.of(0.5),
                new ControlSettings(
                    ControlMode.STATIC,
                    3,
                    Duration.ofMillis(900),
                    Duration.ofMillis(50),
                    ControlSignal.BACKPRESSURE,
                    CatchUp.HOLD,
                    0.5,
                    OnOverload.BREACH),
                "harm",
                0.01,
                false,
                4,
                Duration.ofMillis(30),
                Duration.ofMillis(1),
                List.of(8, 16),
                100,
                3L << 20,
                2));
  }

  @ParameterizedTest
  @CsvSource({"50 ms, 100 ms", "50 ms, soon", "soon, 2 s"})
  void settingsAreMadeOfWhatIsSound(String slo, String tick) {
    Configuration options =
        OptionsValidatorTest.with("control.slo", slo, "control.tick", tick, "inflight.max", "32");
    List<OptionFault> faults = OptionsValidatorTest.check(options);

    EarlyExitSettings settings =
        EarlyExitOptions.settings(OptionsValidator.sound(options, new Configuration(), faults));

    assertThat(faults).hasSize(1);
    assertThat(settings.control()).isEqualTo(ControlSettings.DEFAULTS);
    assertThat(settings.inFlightMax()).isEqualTo(32);
  }
}
