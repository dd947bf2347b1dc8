package dev.thermocline.engine.stage.onnx;

import static dev.thermocline.engine.stage.onnx.TinyChain.H;
import static dev.thermocline.engine.stage.onnx.TinyChain.floats;
import static dev.thermocline.engine.stage.onnx.TinyChain.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.stage.NothingLeftOpen;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.Stage;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.StageOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NothingLeftOpen.class)
class OnnxStageTest {
  private static final List<String> LABELS = List.of("a", "b");

  /** Its square, times four bytes, is more than a process can address. */
  private static final float HUGE = 1 << 24;

  private final ScriptedGate gate = new ScriptedGate();
  private final OnnxStages stages = new OnnxStages(gate);

  @TempDir Path directory;
  private Bundle bundle;

  @BeforeEach
  void writeModels() throws Exception {
    bundle = TinyChain.doubling(directory);
  }

  private Stage open(int index) throws StageException {
    return stages.open(bundle, index, "cpu");
  }

  @Test
  void runsRowsOfDifferentLengthTogether() throws Exception {
    try (Stage stage = open(1);
        StageOutput output = stage.run(List.of(row(1, 2), row(1, 2, 3, 4)))) {
      assertThat(output.head().classes()).isEqualTo(2);
      assertThat(output.head().logits()).containsExactly(2, 4, 8, 12);
    }
  }

  @Test
  void handsSurvivorsUnpaddedToTheNextStage() throws Exception {
    try (Stage first = open(1);
        Stage second = open(2)) {
      Row survivor;
      try (StageOutput output = first.run(List.of(row(1, 2), row(1, 2, 3, 4)))) {
        survivor = output.survivor(0);
      }

      assertThat(survivor.length()).isEqualTo(1);
      assertThat(survivor.tensors().get(0).limit()).isEqualTo(H.rowBytes(1));
      try (StageOutput output = second.run(List.of(survivor))) {
        assertThat(output.head().logits()).containsExactly(4, 8);
      }
    }
  }

  @Test
  void aSurvivorOutlivesLaterRunsInTheSameMemory() throws Exception {
    try (Stage stage = open(1)) {
      Row survivor;
      try (StageOutput output = stage.run(List.of(row(1, 2)))) {
        survivor = output.survivor(0);
      }
      stage.run(List.of(row(50, 60))).close();

      assertThat(survivor.tensors().get(0).getFloat(0)).isEqualTo(2);
    }
  }

  @Test
  void saysWhichRowsActivationsAreNotFinite() throws Exception {
    try (Stage stage = open(1);
        StageOutput output =
            stage.run(List.of(row(1, 2), row(Float.NaN, 1), row(Float.POSITIVE_INFINITY, 1)))) {
      assertThat(output.finite(0)).isTrue();
      assertThat(output.finite(1)).isFalse();
      assertThat(output.finite(2)).isFalse();
    }
  }

  @Test
  void failsARowThatDoesNotFitAndRunsOn() throws Exception {
    Row wrong = new Row(3, row(1, 2).tensors());
    try (Stage stage = open(1)) {
      assertThatThrownBy(() -> stage.run(List.of(wrong)))
          .isInstanceOf(StageException.class)
          .hasMessageContainingAll("stage 1", "length 3");

      try (StageOutput output = stage.run(List.of(row(1, 2)))) {
        assertThat(output.head().logits()).containsExactly(2, 4);
      }
    }
  }

  @Test
  void refusesToRunAfterClose() throws Exception {
    Stage stage = open(1);
    stage.close();
    stage.close();

    assertThatThrownBy(() -> stage.run(List.of(row(1, 2))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("stage 1 is closed");
  }

  @Test
  void aSingleRowThatFindsNoMemoryIsNotToBlame() throws Exception {
    Row tooLarge = row(HUGE, HUGE);
    try (Stage stage = stages.open(TinyChain.allocating(directory), 1, "cpu")) {
      assertThatThrownBy(() -> stage.run(List.of(tooLarge)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("stage 1", "no native memory", "memory outside the heap");

      try (StageOutput output = stage.run(List.of(row(1, 2)))) {
        assertThat(output.head().logits()).containsExactly(1, 2);
      }
    }
  }

  @Test
  void aBatchThatFindsNoMemoryMayBeRunRowByRow() throws Exception {
    Row tooLarge = row(HUGE, HUGE);
    try (Stage stage = stages.open(TinyChain.allocating(directory), 1, "cpu")) {
      assertThatThrownBy(() -> stage.run(List.of(row(1, 2), tooLarge)))
          .isInstanceOf(StageException.class)
          .hasMessageContaining("run of 2 rows failed");
    }
  }

  @Test
  void refusesTensorsTheFileDoesNotHave() {
    assertThatThrownBy(
            () -> stages.open(TinyChain.doubling(directory, H, "scores", LABELS), 1, "cpu"))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("stage 1", "scores", "logits");
  }

  @Test
  void refusesAHeadThatDoesNotMatchTheLabels() {
    assertThatThrownBy(
            () ->
                stages.open(
                    TinyChain.doubling(directory, H, "logits", List.of("a", "b", "c")), 1, "cpu"))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("stage 1", "2 logits", "3 labels");
  }

  @Test
  void refusesANextStageItCannotFeed() {
    assertThatThrownBy(
            () ->
                stages.open(
                    TinyChain.doubling(directory, floats("other", 2), "logits", LABELS), 1, "cpu"))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("other", "stage 2", "neither an output nor an input");
  }

  @Test
  void refusesAFileThatIsNoModel() throws Exception {
    Files.writeString(directory.resolve("stages/01.onnx"), "not a model");

    assertThatThrownBy(() -> open(1))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("stage 1", "01.onnx", "cannot be loaded");
  }

  @Test
  void refusesDevicesItDoesNotHave() {
    assertThatThrownBy(() -> stages.open(bundle, 1, "cuda:0"))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("cuda:0", "allowed is cpu");
  }
}
