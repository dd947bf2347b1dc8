package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.CostModel;
import dev.thermocline.engine.control.StageSeconds;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.config.OptionFault;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The settings' SLO is 500 ms. */
class SloFitTest {
  private static final int STAGES = 6;
  private static final double[] EVERY_STAGE = {1, 1, 1, 1, 1, 1};

  private final EarlyExitSettings adaptive = TestSettings.depth(ControlMode.ADAPTIVE, -1, 0.05);
  private final EarlyExitSettings fixed = TestSettings.depth(ControlMode.STATIC, -1, 0.05);

  @Test
  void anSloThatOneRecordAloneMissesIsRefusedWithBothFigures() {
    StageSeconds slow = (stage, batch, bucket) -> 0.1;

    assertThat(SloFit.fault(adaptive, EVERY_STAGE, slow))
        .get()
        .returns("control.slo", OptionFault::key)
        .returns("500 ms", OptionFault::value)
        .extracting(OptionFault::allowed)
        .asString()
        .contains("more than the 600 ms", "6 stages");
  }

  @Test
  void anSloAboveThatIsAllowed() {
    assertThat(SloFit.fault(adaptive, EVERY_STAGE, (stage, batch, bucket) -> 0.08)).isEmpty();
  }

  @Test
  void whereNothingAdaptsTheSloIsNoConcern() {
    assertThat(SloFit.fault(fixed, EVERY_STAGE, (stage, batch, bucket) -> 1)).isEmpty();
    assertThat(SloFit.warning(fixed, costs(8, (stage, batch, bucket) -> 1))).isEmpty();
  }

  @Test
  void stagesThatHardlyAnyRecordReachesDoNotCount() {
    StageSeconds slow = (stage, batch, bucket) -> 0.1;
    double[] seldomDeep = {1, 0.5, 0.1, 0.05, 0.009, 0.001};

    assertThat(SloFit.fault(adaptive, seldomDeep, slow)).isEmpty();
  }

  @Test
  void anSloThatFullBatchesMissIsToldWithBothFigures() {
    CostModel costs = costs(8, (stage, batch, bucket) -> 0.0101 * batch);

    assertThat(SloFit.warning(adaptive, costs))
        .get()
        .asString()
        .contains("control.slo is 500 ms", "up to 510 ms", "static");
  }

  @Test
  void anSloAboveThoseOfTheShortestRecordsIsNotWarnedOfWhateverLongerOnesTake() {
    CostModel costs = costs(8, (stage, batch, bucket) -> bucket == 0 ? 0.009 * batch : 10);

    assertThat(SloFit.warning(adaptive, costs)).isEmpty();
  }

  /** Two length buckets, and 25 ms of linger. */
  private static CostModel costs(int batch, StageSeconds seconds) {
    int[] batchLimits = new int[STAGES * 2];
    Arrays.fill(batchLimits, batch);
    return new CostModel(seconds, List.of(EVERY_STAGE), 2, batchLimits, 0.025);
  }
}
