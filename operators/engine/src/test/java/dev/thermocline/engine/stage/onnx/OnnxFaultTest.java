package dev.thermocline.engine.stage.onnx;

import static dev.thermocline.engine.stage.onnx.TinyChain.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.cascade.CascadeObserver;
import dev.thermocline.engine.cascade.CascadePlan;
import dev.thermocline.engine.cascade.CascadeSettings;
import dev.thermocline.engine.cascade.CollectingSink;
import dev.thermocline.engine.cascade.LaneCascade;
import dev.thermocline.engine.cascade.Lanes;
import dev.thermocline.engine.cascade.Outcome;
import dev.thermocline.engine.cascade.Outcome.Exited;
import dev.thermocline.engine.cascade.Outcome.Failed;
import dev.thermocline.engine.exit.ExitPolicies;
import dev.thermocline.engine.runtime.CpuPermits;
import dev.thermocline.engine.runtime.FixedCosts;
import dev.thermocline.engine.stage.NothingLeftOpen;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a record that a real graph cannot take, and of those it shares batches with. */
@ExtendWith(NothingLeftOpen.class)
@Timeout(60)
class OnnxFaultTest {
  private static final int FULL_DEPTH = 0;

  /** Everybody leaves at the first exit that gives a score. */
  private static final int LAX = 1;

  private static final Row BEFORE = row(1, 2);
  private static final Row BEHIND = row(2, 1, 0.5f, 0.25f);

  private final OnnxStages factory = new OnnxStages(new ScriptedGate());

  @TempDir Path directory;
  private Bundle bundle;

  @BeforeEach
  void writeModels() throws Exception {
    bundle = TinyChain.touchy(directory);
  }

  /** Both stages are {@link TouchyModel}s that double, so what stage 2 meets is 2 x value. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "13   | 1 | stage 1 gave non-finite activations",
        "99   | 1 | stage 1: run of 1 rows failed",
        "-99  | 1 | stage 1: run of 1 rows failed",
        "NaN  | 1 | stage 1",
        "6.5  | 2 | stage 2 gave non-finite scores",
        "3.5  | 2 | stage 2 gave non-finite scores",
        "9    | 2 | stage 2: run of 1 rows failed"
      })
  void onlyTheRecordThatAStageCannotTakeFailsAndTheStageIsNamed(
      float value, int stage, String message) throws Exception {
    Map<Integer, Outcome<Integer>> outcomes =
        run(FULL_DEPTH, List.of(BEFORE, row(value, 1), BEHIND));

    assertThat(outcomes.get(1)).isInstanceOf(Failed.class);
    Failed<Integer> failed = (Failed<Integer>) outcomes.get(1);
    assertThat(failed.stage()).isEqualTo(stage);
    assertThat(failed.cause()).hasMessageContaining(message);
    assertAnsweredAsAlone(outcomes, FULL_DEPTH);
  }

  @Test
  void aRecordWithoutFiniteScoresOverFiniteActivationsGoesDeeper() throws Exception {
    Map<Integer, Outcome<Integer>> outcomes =
        run(LAX, List.of(BEFORE, row(TouchyModel.BLIND_SPOT / 2, 1), BEHIND));

    assertThat(exited(outcomes, 1).exitIndex()).isEqualTo(2);
    assertThat(exited(outcomes, 1).exitScore()).isFinite();
    assertThat(exited(outcomes, 0).exitIndex()).isEqualTo(1);
    assertAnsweredAsAlone(outcomes, LAX);
  }

  private void assertAnsweredAsAlone(Map<Integer, Outcome<Integer>> outcomes, int rung)
      throws Exception {
    assertSame(exited(outcomes, 0), exited(run(rung, List.of(BEFORE)), 0));
    assertSame(exited(outcomes, 2), exited(run(rung, List.of(BEHIND)), 0));
  }

  private static void assertSame(Exited<Integer> actual, Exited<Integer> alone) {
    assertThat(actual.exitIndex()).isEqualTo(alone.exitIndex());
    assertThat(actual.label()).isEqualTo(alone.label());
    assertThat(actual.scores()).isEqualTo(alone.scores());
  }

  private static Exited<Integer> exited(Map<Integer, Outcome<Integer>> outcomes, int record) {
    assertThat(outcomes.get(record)).isInstanceOf(Exited.class);
    return (Exited<Integer>) outcomes.get(record);
  }

  /** Runs rows at a rung; those that are not in the first batch are together in the second. */
  private Map<Integer, Outcome<Integer>> run(int rung, List<Row> rows) throws Exception {
    CollectingSink sink = new CollectingSink();
    CpuPermits permits = CpuPermits.of(1);
    try (Stage first = factory.open(bundle, 1, "cpu");
        Stage second = factory.open(bundle, 2, "cpu")) {
      CascadePlan plan = plan(List.of(first, second), permits);
      permits.acquire();
      try (LaneCascade<Integer> cascade =
          LaneCascade.open(
              plan, new Lanes(1), (hash, record) -> rung, sink, new CascadeObserver<>() {})) {
        for (int i = 0; i < rows.size(); i++) {
          cascade.submit(rows.get(i), i, i);
        }
        permits.release();
        return sink.await(rows.size());
      }
    }
  }

  private CascadePlan plan(List<Stage> stages, CpuPermits permits) {
    return new CascadePlan(
        stages,
        bundle.heads(),
        ExitPolicies.create("max-probability", bundle.heads()),
        List.of(new double[] {2, 2}, new double[] {0, 0}),
        FixedCosts.perRow(2, 1, 1e-4),
        new CascadeSettings(8, Duration.ofMillis(20), Duration.ofMillis(5), List.of(16)),
        permits);
  }
}
