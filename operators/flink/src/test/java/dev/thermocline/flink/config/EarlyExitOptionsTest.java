package dev.thermocline.flink.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.cascade.CascadeSettings;
import dev.thermocline.flink.config.EarlyExitSettings.ControlMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class EarlyExitOptionsTest {

  @Test
  void defaultsAreSmallBatchesAndTheCheapestRungWithinTheLimit() {
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
                ControlMode.STATIC,
                -1,
                "disagreement",
                0.05,
                true,
                8,
                Duration.ofMillis(20),
                Duration.ofMillis(5),
                List.of(16, 32, 64, 128, 256, 512),
                64,
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
    options.put("exit.order", "none");
    options.put("batch.max-size", "4");
    options.put("batch.max-time", "30 ms");
    options.put("batch.linger", "1 ms");
    options.put("batch.length-buckets", "8,16");
    options.put("inflight.max", "100");
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
                ControlMode.STATIC,
                3,
                "harm",
                0.01,
                false,
                4,
                Duration.ofMillis(30),
                Duration.ofMillis(1),
                List.of(8, 16),
                100,
                2));
  }
}
