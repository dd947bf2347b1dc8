package dev.thermocline.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.Calibration;
import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.HeadSpec;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.ModelInfo;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.Stage;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.StageOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedStagesTest {
  private static final List<String> CPU = List.of("cpu", "cpu");

  private final SharedStages shared = new SharedStages();
  private final List<String> events = new ArrayList<>();

  private static Bundle bundle(String id) {
    List<StageSpec> stages = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      stages.add(
          new StageSpec(
              i,
              "f",
              "",
              1,
              List.of(new TensorSpec("x", ElementType.FLOAT32, false, List.of())),
              List.of(),
              "logits",
              "cpu"));
    }
    return new Bundle(
        Path.of("b"),
        id,
        new ModelInfo("m", "l", ""),
        new InputSpec("text", "v", true, 8),
        stages,
        List.of(new HeadSpec(1, "classifier", 1), new HeadSpec(2, "classifier", 1)),
        List.of("a"),
        new Calibration(
            "max-probability",
            "disagreement",
            "measured",
            0,
            Map.of(),
            Map.of(),
            Map.of(),
            List.of()));
  }

  private Stage stage(Bundle bundle, int index, String device) throws StageException {
    if (device.equals("broken")) {
      throw new StageException(index, "no such device", new IllegalStateException());
    }
    events.add("open " + bundle.id() + " " + index);
    return new Stage() {
      @Override
      public StageSpec spec() {
        return bundle.stages().get(index - 1);
      }

      @Override
      public StageOutput run(List<Row> rows) {
        throw new AssertionError("not run here");
      }

      @Override
      public void close() {
        events.add("close " + bundle.id() + " " + index);
        if (bundle.id().equals("bad") && index == 1) {
          throw new IllegalStateException("scripted");
        }
      }
    };
  }

  @Test
  void opensOnceAndClosesWithTheLastLease() throws Exception {
    SharedStages.Lease first = shared.lease(bundle("A"), CPU, this::stage);
    SharedStages.Lease second = shared.lease(bundle("A"), CPU, this::stage);

    assertThat(second.stages()).isEqualTo(first.stages());
    first.close();
    first.close();
    assertThat(events).containsExactly("open A 1", "open A 2");

    second.close();
    assertThat(events).endsWith("close A 1", "close A 2");
    assertThat(shared.open()).isZero();
  }

  @Test
  void keepsBundlesApart() throws Exception {
    try (SharedStages.Lease a = shared.lease(bundle("A"), CPU, this::stage);
        SharedStages.Lease b = shared.lease(bundle("B"), CPU, this::stage)) {
      assertThat(a.stages()).doesNotContainAnyElementsOf(b.stages());
      assertThat(shared.open()).isEqualTo(4);
    }
  }

  @Test
  void leavesNothingOpenWhenAStageFails() {
    assertThatThrownBy(() -> shared.lease(bundle("A"), List.of("cpu", "broken"), this::stage))
        .isInstanceOf(StageException.class);

    assertThat(events).containsExactly("open A 1", "close A 1");
    assertThat(shared.open()).isZero();
  }

  @Test
  void givesEveryStageBackWhenClosingOneFails() throws Exception {
    SharedStages.Lease lease = shared.lease(bundle("bad"), CPU, this::stage);

    assertThatThrownBy(lease::close).hasMessageContaining("scripted");

    assertThat(shared.open()).isZero();
    assertThat(events).endsWith("close bad 2");
  }

  @Test
  void measuresCostsOnce() throws Exception {
    StageCosts costs = FixedCosts.perRow(1, 1, 0.5);

    assertThat(shared.costs("key", () -> costs)).isSameAs(costs);
    assertThat(shared.costs("key", () -> FixedCosts.perRow(1, 1, 9))).isSameAs(costs);
  }
}
