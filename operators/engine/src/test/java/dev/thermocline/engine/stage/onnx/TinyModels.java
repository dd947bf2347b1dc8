package dev.thermocline.engine.stage.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Two-stage chain over a sequence of pairs: each stage doubles its activations, and its logits are
 * their sum over the sequence.
 */
final class TinyModels {
  private TinyModels() {}

  /** Writes a stage that reads {@code in} (B, S, 2) and gives {@code out} of the same shape. */
  static void writeDoubling(Path file, String in, String out) throws IOException {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("doubling")
            .addInput(value(in, 2))
            .addOutput(value(out, 2))
            .addOutput(logits())
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("two")
                    .setDataType(TensorProto.DataType.FLOAT_VALUE)
                    .addDims(1)
                    .addFloatData(2))
            .addNode(
                NodeProto.newBuilder().setOpType("Mul").addInput(in).addInput("two").addOutput(out))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("ReduceSum")
                    .addInput(out)
                    .addOutput("logits")
                    .addAttribute(ints("axes", 1))
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("keepdims")
                            .setType(AttributeProto.AttributeType.INT)
                            .setI(0)))
            .build();
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(6)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(11))
            .setGraph(graph)
            .build();
    Files.createDirectories(file.getParent());
    Files.write(file, model.toByteArray());
  }

  private static AttributeProto ints(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addInts(value)
        .build();
  }

  private static ValueInfoProto logits() {
    return info("logits", TensorShapeProto.newBuilder().addDim(dynamic("b")).addDim(fixed(2)));
  }

  private static ValueInfoProto value(String name, int width) {
    return info(
        name,
        TensorShapeProto.newBuilder()
            .addDim(dynamic("b"))
            .addDim(dynamic("s"))
            .addDim(fixed(width)));
  }

  private static ValueInfoProto info(String name, TensorShapeProto.Builder shape) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(shape)))
        .build();
  }

  private static TensorShapeProto.Dimension dynamic(String name) {
    return TensorShapeProto.Dimension.newBuilder().setDimParam(name).build();
  }

  private static TensorShapeProto.Dimension fixed(int size) {
    return TensorShapeProto.Dimension.newBuilder().setDimValue(size).build();
  }
}
