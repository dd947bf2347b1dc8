package dev.thermocline.builder.graph;

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
import java.util.Random;

/**
 * A small attention encoder with random weights: embedding, then per layer masked self-attention
 * with a residual. Inputs {@code input_ids, attention_mask} int64 (B, S), output (B, S, H).
 */
public final class TinyEncoder {
  private static final int WIDTH = 8;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
  private final Random random;

  private TinyEncoder(long seed) {
    this.random = new Random(seed);
  }

  /** Writes an encoder for a vocabulary of the given size. */
  public static void write(Path file, int vocabulary, int layers, long seed) throws IOException {
    Files.write(file, new TinyEncoder(seed).model(vocabulary, layers).toByteArray());
  }

  private ModelProto model(int vocabulary, int layers) {
    graph.addInput(value("input_ids", TensorProto.DataType.INT64, 0));
    graph.addInput(value("attention_mask", TensorProto.DataType.INT64, 0));
    weights("embedding", 1.0, vocabulary, WIDTH);
    graph.addInitializer(scalar("one", 1f));
    graph.addInitializer(scalar("far", -1e4f));
    node("Gather", "hidden0", "embedding", "input_ids");
    node("Cast", "mask_float", "attention_mask")
        .addAttribute(integer("to", TensorProto.DataType.FLOAT.getNumber()));
    node("Unsqueeze", "mask_row", "mask_float")
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("axes")
                .setType(AttributeProto.AttributeType.INTS)
                .addInts(1));
    node("Sub", "unmasked", "one", "mask_row");
    node("Mul", "bias", "unmasked", "far");
    for (int layer = 1; layer <= layers; layer++) {
      layer(layer);
    }
    graph.addOutput(value("hidden" + layers, TensorProto.DataType.FLOAT, WIDTH));
    return ModelProto.newBuilder()
        .setIrVersion(6)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(11))
        .setGraph(graph)
        .build();
  }

  private void layer(int layer) {
    String in = "hidden" + (layer - 1);
    String l = "l" + layer + "_";
    weights(l + "wq", 0.3, WIDTH, WIDTH);
    weights(l + "wo", 0.3, WIDTH, WIDTH);
    node("MatMul", l + "q", in, l + "wq");
    node("Transpose", l + "k", in)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("perm")
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(List.of(0L, 2L, 1L)));
    node("MatMul", l + "s", l + "q", l + "k");
    node("Add", l + "sm", l + "s", "bias");
    node("Softmax", l + "p", l + "sm").addAttribute(integer("axis", 2));
    node("MatMul", l + "a", l + "p", in);
    node("MatMul", l + "o", l + "a", l + "wo");
    node("Add", "hidden" + layer, in, l + "o");
  }

  private NodeProto.Builder node(String type, String output, String... inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(type)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  private void weights(String name, double scale, int rows, int columns) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addDims(rows)
            .addDims(columns);
    for (int i = 0; i < rows * columns; i++) {
      tensor.addFloatData((float) (scale * random.nextGaussian()));
    }
    graph.addInitializer(tensor);
  }

  private static TensorProto scalar(String name, float value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT.getNumber())
        .addFloatData(value)
        .build();
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, int width) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("sequence"));
    if (width > 0) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(width));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }
}
