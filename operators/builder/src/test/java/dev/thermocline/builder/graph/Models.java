package dev.thermocline.builder.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Writes small ONNX models node by node; weights are drawn from a seed. */
final class Models {

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("synthetic");
  private final Random random = new Random(7);
  private int opset = 11;

  Models opset(int version) {
    opset = version;
    return this;
  }

  /** Declares an input; a dimension is a number or the name of a dynamic one. */
  Models input(String name, DataType type, String... dims) {
    graph.addInput(declare(name, type, dims));
    return this;
  }

  Models output(String name, String... dims) {
    graph.addOutput(declare(name, DataType.FLOAT, dims));
    return this;
  }

  /** Ends the model at another tensor of the same shape. */
  Models endAt(String tensor) {
    ValueInfoProto old = graph.getOutput(0);
    graph.clearOutput().addOutput(old.toBuilder().setName(tensor));
    return this;
  }

  Models weights(String name, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
    long size = 1;
    for (long dim : dims) {
      tensor.addDims(dim);
      size *= dim;
    }
    for (long i = 0; i < size; i++) {
      tensor.addFloatData((float) random.nextGaussian());
    }
    graph.addInitializer(tensor);
    return this;
  }

  Models initializer(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  Models node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(output + ":node")
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return this;
  }

  ModelProto build() {
    return ModelProto.newBuilder()
        .setIrVersion(6)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph)
        .build();
  }

  Path write(Path directory) throws IOException {
    Path file = directory.resolve("model.onnx");
    Files.write(file, build().toByteArray());
    return file;
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private static ValueInfoProto declare(String name, DataType type, String... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String dim : dims) {
      boolean fixed = Character.isDigit(dim.charAt(0));
      shape.addDim(
          fixed
              ? Dimension.newBuilder().setDimValue(Long.parseLong(dim))
              : Dimension.newBuilder().setDimParam(dim));
    }
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** {@code layers} times {@code h = Relu(h · W)} over features (B, 4). */
  static Models perceptron(int layers) {
    Models model = new Models().input("features", DataType.FLOAT, "b", "4");
    String from = "features";
    for (int i = 1; i <= layers; i++) {
      model.weights("w" + i, 4, 4).node("MatMul", "m" + i, List.of(from, "w" + i));
      model.node("Relu", "h" + i, List.of("m" + i));
      from = "h" + i;
    }
    return model.output(from, "b", "4");
  }

  /**
   * A tiny encoder over ids (B, S) with an additive mask: an embedding, then per layer {@code h = h
   * + softmax(h hᵀ + bias(mask)) h W}; 8 wide.
   */
  static Models encoder(int layers) {
    Models model =
        new Models()
            .input("ids", DataType.INT64, "b", "s")
            .input("mask", DataType.INT64, "b", "s")
            .weights("embedding", 50, 8)
            .node("Gather", "h0", List.of("embedding", "ids"))
            .node("Cast", "mask_float", List.of("mask"), integer("to", 1))
            .node("Log", "mask_log", List.of("mask_float"))
            .node("Unsqueeze", "bias", List.of("mask_log"), integers("axes", 1));
    for (int i = 1; i <= layers; i++) {
      attention(model, i, "h" + (i - 1), "h" + i);
    }
    return model.output("h" + layers, "b", "s", "8");
  }

  /** Two layers whose mask is expanded to the shape of the ids before it is used. */
  static Models encoderWithExpandedMask(String maskBatch) {
    Models model =
        new Models()
            .input("ids", DataType.INT64, "b", "s")
            .input("mask", DataType.INT64, maskBatch, "s")
            .weights("embedding", 50, 8)
            .node("Gather", "h0", List.of("embedding", "ids"))
            .node("Cast", "mask_float", List.of("mask"), integer("to", 1))
            .node("Log", "mask_log", List.of("mask_float"))
            .node("Shape", "ids_shape", List.of("ids"))
            .node("Expand", "expanded", List.of("mask_log", "ids_shape"))
            .node("Unsqueeze", "bias", List.of("expanded"), integers("axes", 1));
    attention(model, 1, "h0", "h1");
    attention(model, 2, "h1", "h2");
    return model.output("h2", "b", "s", "8");
  }

  /** Appends one attention layer to a model with a tensor {@code bias}. */
  static void attention(Models model, int i, String from, String to) {
    model
        .weights("w" + i, 8, 8)
        .node("Transpose", "t" + i, List.of(from), integers("perm", 0, 2, 1))
        .node("MatMul", "scores" + i, List.of(from, "t" + i))
        .node("Add", "masked" + i, List.of("scores" + i, "bias"))
        .node("Softmax", "weights" + i, List.of("masked" + i), integer("axis", 2))
        .node("MatMul", "context" + i, List.of("weights" + i, from))
        .node("MatMul", "projected" + i, List.of("context" + i, "w" + i))
        .node("Tanh", "bounded" + i, List.of("projected" + i))
        .node("Add", to, List.of(from, "bounded" + i));
  }
}
