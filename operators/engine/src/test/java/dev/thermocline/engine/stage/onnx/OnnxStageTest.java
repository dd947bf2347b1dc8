package dev.thermocline.engine.stage.onnx;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxStageTest {
  private static final TensorSpec X = pairs("x");
  private static final TensorSpec H = pairs("h");

  @TempDir Path directory;

  private static TensorSpec pairs(String name) {
    return new TensorSpec(name, ElementType.FLOAT32, true, List.of(2));
  }

  @BeforeEach
  void writeModels() throws Exception {
    TinyModels.writeDoubling(directory.resolve("stages/01.onnx"), "x", "h");
    TinyModels.writeDoubling(directory.resolve("stages/02.onnx"), "h", "end");
  }

  private Bundle bundle(TensorSpec secondInput, String logits) {
    return bundle(secondInput, logits, List.of("a", "b"));
  }

  private Bundle bundle(TensorSpec secondInput, String logits, List<String> labels) {
    return new Bundle(
        directory,
        "sha256:test",
        new ModelInfo("tiny", "none", ""),
        new InputSpec("text", "v", true, 8),
        List.of(
            new StageSpec(1, "stages/01.onnx", "", 1, List.of(X), List.of(H), logits, "cpu"),
            new StageSpec(
                2, "stages/02.onnx", "", 1, List.of(secondInput), List.of(), logits, "cpu")),
        List.of(new HeadSpec(1, "classifier", 1), new HeadSpec(2, "classifier", 1)),
        labels,
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

  private Stage open(int index) throws StageException {
    return new OnnxStages().open(bundle(H, "logits"), index, "cpu");
  }

  private static Row row(float... pairs) {
    ByteBuffer tensor =
        ByteBuffer.allocate(pairs.length * Float.BYTES).order(ByteOrder.nativeOrder());
    tensor.asFloatBuffer().put(0, pairs);
    return new Row(pairs.length / 2, List.of(tensor));
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
        .isInstanceOf(StageException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void refusesTensorsTheFileDoesNotHave() {
    assertThatThrownBy(() -> new OnnxStages().open(bundle(H, "scores"), 1, "cpu"))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("stage 1", "scores", "logits");
  }

  @Test
  void refusesAHeadThatDoesNotMatchTheLabels() {
    assertThatThrownBy(
            () -> new OnnxStages().open(bundle(H, "logits", List.of("a", "b", "c")), 1, "cpu"))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("stage 1", "2 logits", "3 labels");
  }

  @Test
  void refusesANextStageItCannotFeed() {
    assertThatThrownBy(() -> new OnnxStages().open(bundle(pairs("other"), "logits"), 1, "cpu"))
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
    assertThatThrownBy(() -> new OnnxStages().open(bundle(H, "logits"), 1, "cuda:0"))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("cuda:0", "allowed is cpu");
  }
}
