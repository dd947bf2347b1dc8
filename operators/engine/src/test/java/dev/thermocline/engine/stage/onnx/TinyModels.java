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
import java.util.List;

/** Small stages over a sequence; their logits are the sum of their last activations over it. */
final class TinyModels {
  private TinyModels() {}

  /** Writes a stage that reads {@code in} (B, S, 2) and gives {@code out} of the same shape. */
  static void writeDoubling(Path file, String in, String out) throws IOException {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("doubling")
            .addInput(value(in, 2))
            .addOutput(value(out, 2))
            .addOutput(logits(2))
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("two")
                    .setDataType(TensorProto.DataType.FLOAT_VALUE)
                    .addDims(1)
                    .addFloatData(2))
            .addNode(
                NodeProto.newBuilder().setOpType("Mul").addInput(in).addInput("two").addOutput(out))
            .addNode(sumOverTheSequence(out))
            .build();
    write(file, graph);
  }

  /**
   * Writes a stage that reads {@code in} (B, S, width) and multiplies it by one matrix again and
   * again: a long run of short steps, which can end between any two.
   */
  static void writeMultiplying(Path file, String in, int width, int steps) throws IOException {
    TensorProto.Builder matrix =
        TensorProto.newBuilder()
            .setName("matrix")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(width)
            .addDims(width);
    for (int i = 0; i < width * width; i++) {
      matrix.addFloatData(1f / width);
    }
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("multiplying")
            .addInput(value(in, width))
            .addOutput(logits(width))
            .addInitializer(matrix);
    String last = in;
    for (int step = 1; step <= steps; step++) {
      String next = "step" + step;
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType("MatMul")
              .addInput(last)
              .addInput("matrix")
              .addOutput(next));
      last = next;
    }
    write(file, graph.addNode(sumOverTheSequence(last)).build());
  }

  /**
   * Writes a stage that takes the values of {@code in} (B, S, 2) for a shape, allocates zeros of
   * that shape, and gives the sums over the sequence.
   */
  static void writeAllocating(Path file, String in) throws IOException {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("allocating")
            .addInput(value(in, 2))
            .addOutput(logits(2))
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("flat")
                    .setDataType(TensorProto.DataType.INT64_VALUE)
                    .addDims(1)
                    .addInt64Data(-1))
            .addNode(node("Reshape", "values", in, "flat"))
            .addNode(
                node("Cast", "shape", "values")
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("to")
                            .setType(AttributeProto.AttributeType.INT)
                            .setI(TensorProto.DataType.INT64_VALUE)))
            .addNode(node("ConstantOfShape", "zeros", "shape"))
            .addNode(
                node("ReduceSum", "zero", "zeros")
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("keepdims")
                            .setType(AttributeProto.AttributeType.INT)
                            .setI(0)))
            .addNode(node("Add", "same", in, "zero"))
            .addNode(sumOverTheSequence("same"))
            .build();
    write(file, graph);
  }

  static NodeProto.Builder node(String type, String output, String... inputs) {
    return NodeProto.newBuilder().setOpType(type).addAllInput(List.of(inputs)).addOutput(output);
  }

  static void write(Path file, GraphProto graph) throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(6)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(11))
            .setGraph(graph)
            .build();
    Files.createDirectories(file.getParent());
    Files.write(file, model.toByteArray());
  }

  static NodeProto.Builder sumOverTheSequence(String of) {
    return NodeProto.newBuilder()
        .setOpType("ReduceSum")
        .addInput(of)
        .addOutput("logits")
        .addAttribute(ints("axes", 1))
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("keepdims")
                .setType(AttributeProto.AttributeType.INT)
                .setI(0));
  }

  private static AttributeProto ints(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addInts(value)
        .build();
  }

  static ValueInfoProto logits(int width) {
    return info("logits", TensorShapeProto.newBuilder().addDim(dynamic("b")).addDim(fixed(width)));
  }

  static ValueInfoProto value(String name, int width) {
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
