package dev.thermocline.flink.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.stage.onnx.NativeUse;
import org.junit.jupiter.api.Test;

class OperatorMetricsTest {
  private final RecordingMetricGroup group = new RecordingMetricGroup();
  private final OperatorMetrics metrics = new OperatorMetrics(group, 2, new NativeBudget(4096));

  @Test
  void namesAreThoseOfTheDashboards() {
    assertThat(group.metrics().keySet())
        .containsExactlyInAnyOrder(
            "exit=1.exits",
            "exit=2.exits",
            "stage=1.stageMs",
            "stage=2.stageMs",
            "batchSize",
            "exitDepth",
            "recordAgeMs",
            "queueDelayMs",
            "engineUtilization",
            "certifiedRisk",
            "inFlight",
            "inFlightBytes",
            "barrierDelayMs",
            "nativeMemoryBytes",
            "nativeMemoryBudgetBytes",
            "deadLettered");
  }

  @Test
  void anExitIsCountedAtItsExit() {
    metrics.exited(2, 0.04, 7_400_000);

    assertThat(group.count("exit=1.exits")).isZero();
    assertThat(group.count("exit=2.exits")).isEqualTo(1);
    assertThat(group.gauge("certifiedRisk")).isEqualTo(0.04);
    assertThat(group.histogram("exitDepth").getStatistics().getMax()).isEqualTo(2);
    assertThat(group.histogram("queueDelayMs").getStatistics().getMax()).isEqualTo(7);
  }

  @Test
  void nothingIsCertifiedBeforeTheFirstExit() {
    assertThat(group.gauge("certifiedRisk")).isEqualTo(Double.NaN);
  }

  @Test
  void gaugesShowTheLastValueInTheirUnit() {
    metrics.inFlight(17, 20_000);
    metrics.barrierDelay(12_500_000);
    metrics.deadLettered();
    metrics.age(250);

    assertThat(group.gauge("inFlight")).isEqualTo(17);
    assertThat(group.gauge("inFlightBytes")).isEqualTo(20_000L);
    assertThat(group.gauge("barrierDelayMs")).isEqualTo(12.5);
    assertThat(group.count("deadLettered")).isEqualTo(1);
    assertThat(group.histogram("recordAgeMs").getStatistics().getMax()).isEqualTo(250);
  }

  @Test
  void whatStagesMayHoldStandsBesideWhatTheyHold() {
    assertThat(group.gauge("nativeMemoryBudgetBytes")).isEqualTo(4096L);
    assertThat(group.gauge("nativeMemoryBytes")).isEqualTo(NativeUse.now().bytes());
  }

  @Test
  void runsAreMeasuredByStage() {
    metrics.ran(2, 6, 3_600_000);

    assertThat(group.histogram("batchSize").getStatistics().getMax()).isEqualTo(6);
    assertThat(group.histogram("stage=1.stageMs").getCount()).isZero();
    assertThat(group.histogram("stage=2.stageMs").getStatistics().getMax()).isEqualTo(4);
  }
}
