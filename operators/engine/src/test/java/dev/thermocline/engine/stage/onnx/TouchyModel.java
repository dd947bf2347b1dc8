package dev.thermocline.engine.stage.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A stage that doubles pairs, as any other does, and by what it is given fails as real models do: a
 * zero divided by zero in its activations or in its head, or a look-up beyond the end of a table.
 */
final class TouchyModel {

  /** A value it has no finite activations for. */
  static final float HOLE = 13;

  /** A logit that its head gives as NaN. */
  static final float BLIND_SPOT = 14;

  /** Values from here on end the run. */
  static final int TABLE = 16;

  private TouchyModel() {}

  /** Writes a stage that reads {@code in} (B, S, 2) and gives {@code out} of the same shape. */
  static void write(Path file, String in, String out) throws IOException {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("touchy")
            .addInput(TinyModels.value(in, 2))
            .addOutput(TinyModels.value(out, 2))
            .addOutput(TinyModels.logits(2))
            .addInitializer(constant("zero", 0))
            .addInitializer(constant("two", 2))
            .addInitializer(constant("hole", HOLE))
            .addInitializer(constant("blind", BLIND_SPOT))
            .addInitializer(zeros("table", TABLE))
            .addNode(TinyModels.node("Mul", "doubled", in, "two"))
            .addNode(TinyModels.node("Sub", "apart", in, "hole"))
            .addNode(TinyModels.node("Div", "gap", "zero", "apart"))
            .addNode(TinyModels.node("Add", "gapped", "doubled", "gap"))
            .addNode(TinyModels.node("Cast", "index", in).addAttribute(toInt64()))
            .addNode(TinyModels.node("Gather", "found", "table", "index"))
            .addNode(TinyModels.node("Add", out, "gapped", "found"))
            .addNode(TinyModels.sumOverTheSequence(out).setOutput(0, "sums"))
            .addNode(TinyModels.node("Sub", "away", "sums", "blind"))
            .addNode(TinyModels.node("Div", "glare", "zero", "away"))
            .addNode(TinyModels.node("Add", "logits", "sums", "glare"))
            .build();
    TinyModels.write(file, graph);
  }

  private static TensorProto.Builder constant(String name, float value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(1)
        .addFloatData(value);
  }

  private static TensorProto.Builder zeros(String name, int count) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(count);
    for (int i = 0; i < count; i++) {
      tensor.addFloatData(0);
    }
    return tensor;
  }

  private static AttributeProto.Builder toInt64() {
    return AttributeProto.newBuilder()
        .setName("to")
        .setType(AttributeProto.AttributeType.INT)
        .setI(TensorProto.DataType.INT64_VALUE);
  }
}
