package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.StageSeconds;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.config.OptionFault;
import org.junit.jupiter.api.Test;

/** The settings' SLO is 500 ms. */
class SloFitTest {
  private final EarlyExitSettings adaptive = TestSettings.depth(ControlMode.ADAPTIVE, -1, 0.05);

  @Test
  void anSloThatOneRecordAloneMissesIsRefusedWithBothFigures() {
    StageSeconds slow = (stage, batch, bucket) -> 0.1;

    assertThat(SloFit.fault(adaptive, 6, slow))
        .get()
        .returns("control.slo", OptionFault::key)
        .returns("500 ms", OptionFault::value)
        .extracting(OptionFault::allowed)
        .asString()
        .contains("more than the 600 ms", "6 stages");
  }

  @Test
  void anSloAboveThatIsAllowed() {
    assertThat(SloFit.fault(adaptive, 6, (stage, batch, bucket) -> 0.08)).isEmpty();
  }

  @Test
  void whereNothingAdaptsTheSloIsNoConcern() {
    EarlyExitSettings fixed = TestSettings.depth(ControlMode.STATIC, -1, 0.05);

    assertThat(SloFit.fault(fixed, 6, (stage, batch, bucket) -> 1)).isEmpty();
  }
}
