package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.runtime.SharedStages;
import dev.thermocline.flink.config.EarlyExitSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleEngineTest {

  @TempDir Path bundle;

  @BeforeEach
  void writeBundle() throws Exception {
    TinyBundle.write(bundle);
  }

  @Test
  void fewerRecordsInFlightThanABatchPerStageAreRefused() {
    EarlyExitSettings settings = TestSettings.bundle(bundle.toString(), 15);

    assertThatThrownBy(() -> BundleEngine.open(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("inflight.max is 15; allowed: at least 16, the 2 stages of bundle")
        .hasMessageEndingWith("x batch.max-size 8; raise it or lower batch.max-size");
    assertThat(SharedStages.ofProcess().open()).isZero();
  }

  @Test
  void aBatchPerStageInFlightIsEnough() throws Exception {
    EarlyExitSettings settings = TestSettings.bundle(bundle.toString(), 16);

    try (Engine engine = BundleEngine.open(settings)) {
      assertThat(engine.bundle().exits()).isEqualTo(2);
    }

    assertThat(SharedStages.ofProcess().open()).isZero();
  }
}
