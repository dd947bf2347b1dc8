package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.flink.tuning.TuningCommand;
import dev.thermocline.flink.tuning.TuningScope;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.Test;

class ControlInputTest {

  @Test
  void aSilentControlInputDoesNotHoldWatermarksBack() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.watermark(10);

      assertThat(harness.emitted()).containsExactly(new Watermark(10));
    }
  }

  @Test
  void watermarksOfTheControlInputGoNowhere() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.twoInput().processWatermark2(Watermark.MAX_WATERMARK);
      harness.watermark(10);

      assertThat(harness.emitted()).containsExactly(new Watermark(10));
    }
  }

  @Test
  void idlenessOfTheControlInputGoesNowhere() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.twoInput().processWatermarkStatus2(WatermarkStatus.IDLE);
      harness.twoInput().processWatermarkStatus1(WatermarkStatus.IDLE);
      harness.twoInput().processWatermarkStatus2(WatermarkStatus.ACTIVE);

      assertThat(harness.emitted()).containsExactly(WatermarkStatus.IDLE);
    }
  }

  @Test
  void theEndOfTheControlInputIsNotNoticed() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", "still running");
      harness.endInput(2);
      assertThat(harness.emitted()).isEmpty();

      harness.record("a", "and another");
      harness.cascade().answer(1, "still running", "and another");
      harness.runMails();

      assertThat(harness.emitted()).containsExactly("still running@1", "and another@1");
    }
  }

  @Test
  void aCommandChangesNeitherKeyNorRecords() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", "one");

      harness.command(new TuningCommand("1", "max-loss", "0.1", TuningScope.JOB, null, "test", 0));

      assertThat(harness.getOperator().getCurrentKey()).isEqualTo("a");
      assertThat(harness.emitted()).isEmpty();
    }
  }
}
