package dev.thermocline.builder.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.thermocline.engine.bundle.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Appends the nodes of one exit head to a stage, in operators valid from opset 9 on.
 *
 * <p>Constants are nodes, not initializers, so that models of every IR version take them.
 */
final class HeadNodes {

  private static final int REDUCE_SUM_AXES_INPUT = 13;

  private final ModelProto model;
  private final GraphProto.Builder graph;
  private final Set<String> taken = new HashSet<>();
  private final String prefix;

  /**
   * @param prefix name of the head's output; its inner tensors are called {@code prefix/…}
   */
  HeadNodes(ModelProto model, String prefix) {
    this.model = model;
    this.graph = model.getGraph().toBuilder();
    this.prefix = prefix;
    graph.getNodeList().forEach(node -> taken.addAll(node.getOutputList()));
    graph.getInputList().forEach(input -> taken.add(input.getName()));
    graph.getInitializerList().forEach(tensor -> taken.add(tensor.getName()));
  }

  void addInput(TensorSpec input) {
    graph.addInput(TensorSpecs.declare(input));
  }

  /** The model with the nodes appended and {@code output} as one more output. */
  ModelProto finish(TensorSpec output) {
    graph.addOutput(TensorSpecs.declare(output));
    return model.toBuilder().setGraph(graph).build();
  }

  void pass(String from, String output) {
    add("Identity", output, List.of(from));
  }

  void maskedMean(String hidden, String mask, String output) {
    String ones =
        add("Cast", inner("mask"), List.of(mask), integer("to", DataType.FLOAT.getNumber()));
    String row = add("Reshape", inner("row"), List.of(ones, longs("row_shape", 0, 1, -1)));
    String sum = add("MatMul", inner("sum"), List.of(row, hidden));
    String flat = add("Reshape", inner("flat"), List.of(sum, longs("flat_shape", 0, -1)));
    String count = sumOverTokens(ones);
    String atLeastOne =
        add("Max", inner("tokens"), List.of(count, floats("one", 1, new float[] {1})));
    add("Div", output, List.of(flat, atLeastOne));
  }

  private String sumOverTokens(String ones) {
    if (OnnxGraph.opset(model) >= REDUCE_SUM_AXES_INPUT) {
      return add("ReduceSum", inner("count"), List.of(ones, longs("count_axes", 1)));
    }
    AttributeProto axes =
        AttributeProto.newBuilder()
            .setName("axes")
            .setType(AttributeProto.AttributeType.INTS)
            .addInts(1)
            .build();
    return add("ReduceSum", inner("count"), List.of(ones), axes);
  }

  void linear(String from, float[] weights, float[] bias, int width, String output) {
    TensorProto matrix = tensor(DataType.FLOAT, bytes(weights), bias.length, width);
    String w = constant("weights", matrix);
    String b = floats("bias", bias.length, bias);
    add("Gemm", output, List.of(from, w, b), integer("transB", 1));
  }

  private String inner(String name) {
    return prefix + "/" + name;
  }

  private String longs(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES);
    raw.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
    return constant(name, tensor(DataType.INT64, ByteString.copyFrom(raw), values.length));
  }

  private String floats(String name, int length, float[] values) {
    return constant(name, tensor(DataType.FLOAT, bytes(values), length));
  }

  private static ByteString bytes(float[] values) {
    ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES);
    raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return ByteString.copyFrom(raw);
  }

  private static TensorProto tensor(DataType type, ByteString raw, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDataType(type.getNumber()).setRawData(raw);
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    return tensor.build();
  }

  private String constant(String name, TensorProto value) {
    AttributeProto attribute =
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeProto.AttributeType.TENSOR)
            .setT(value)
            .build();
    return add("Constant", inner(name), List.of(), attribute);
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private String add(
      String operator, String output, List<String> reads, AttributeProto... attributes) {
    if (!taken.add(output)) {
      throw new IllegalArgumentException(
          "the stage already has a tensor '"
              + output
              + "'; choose another output name than '"
              + prefix
              + "'");
    }
    graph.addNode(
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(operator)
            .addAllInput(reads)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }
}
