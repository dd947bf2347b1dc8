package dev.thermocline.engine.stage.onnx;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.Calibration;
import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.HeadSpec;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.ModelInfo;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import dev.thermocline.engine.stage.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Bundles around {@link TinyModels}, and rows for them. */
final class TinyChain {
  static final TensorSpec X = floats("x", 2);
  static final TensorSpec H = floats("h", 2);

  private TinyChain() {}

  static TensorSpec floats(String name, int width) {
    return new TensorSpec(name, ElementType.FLOAT32, true, List.of(width));
  }

  /** Two stages that double pairs. */
  static Bundle doubling(Path directory) throws IOException {
    TinyModels.writeDoubling(directory.resolve("stages/01.onnx"), "x", "h");
    TinyModels.writeDoubling(directory.resolve("stages/02.onnx"), "h", "end");
    return doubling(directory, H, "logits", List.of("a", "b"));
  }

  /** The same over files that exist, told to have these tensors and labels. */
  static Bundle doubling(
      Path directory, TensorSpec secondInput, String logits, List<String> labels) {
    return bundle(
        directory,
        List.of(
            new StageSpec(1, "stages/01.onnx", "", 1, List.of(X), List.of(H), logits, "cpu"),
            new StageSpec(
                2, "stages/02.onnx", "", 1, List.of(secondInput), List.of(), logits, "cpu")),
        labels);
  }

  /** One stage of many small steps that multiply (B, S, width) by a matrix. */
  static Bundle multiplying(Path directory, int width, int steps) throws IOException {
    TinyModels.writeMultiplying(directory.resolve("stages/01.onnx"), "x", width, steps);
    return bundle(
        directory,
        List.of(
            new StageSpec(
                1,
                "stages/01.onnx",
                "",
                1,
                List.of(floats("x", width)),
                List.of(),
                "logits",
                "cpu")),
        Collections.nCopies(width, "label"));
  }

  /** Two stages that double pairs and cannot take some of them, see {@link TouchyModel}. */
  static Bundle touchy(Path directory) throws IOException {
    TouchyModel.write(directory.resolve("stages/01.onnx"), "x", "h");
    TouchyModel.write(directory.resolve("stages/02.onnx"), "h", "end");
    return doubling(directory, H, "logits", List.of("a", "b"));
  }

  /** One stage that asks for as many numbers as the product of all its input's values. */
  static Bundle allocating(Path directory) throws IOException {
    TinyModels.writeAllocating(directory.resolve("stages/01.onnx"), "x");
    return bundle(
        directory,
        List.of(new StageSpec(1, "stages/01.onnx", "", 1, List.of(X), List.of(), "logits", "cpu")),
        List.of("a", "b"));
  }

  private static Bundle bundle(Path directory, List<StageSpec> stages, List<String> labels) {
    return new Bundle(
        directory,
        "sha256:test",
        new ModelInfo("tiny", "none", ""),
        new InputSpec("text", "v", true, 64),
        stages,
        stages.stream().map(stage -> new HeadSpec(stage.index(), "classifier", 1)).toList(),
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

  /** A row of pairs. */
  static Row row(float... pairs) {
    ByteBuffer tensor =
        ByteBuffer.allocate(pairs.length * Float.BYTES).order(ByteOrder.nativeOrder());
    tensor.asFloatBuffer().put(0, pairs);
    return new Row(pairs.length / 2, List.of(tensor));
  }

  /** A row of zeros. */
  static Row zeros(int length, int width) {
    ByteBuffer tensor =
        ByteBuffer.allocate(length * width * Float.BYTES).order(ByteOrder.nativeOrder());
    return new Row(length, List.of(tensor));
  }
}
