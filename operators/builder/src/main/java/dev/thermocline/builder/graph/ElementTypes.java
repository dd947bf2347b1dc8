package dev.thermocline.builder.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/** Element types of tensors: declared ones, else followed backward through the nodes. */
final class ElementTypes {

  private final OnnxGraph graph;

  ElementTypes(OnnxGraph graph) {
    this.graph = graph;
  }

  /** The tensor's type; {@link DataType#UNDEFINED} where the graph does not tell. */
  DataType of(String tensor) {
    String current = tensor;
    while (true) {
      TensorProto initializer = graph.initializers().get(current);
      if (initializer != null) {
        return type(initializer.getDataType());
      }
      ValueInfoProto info = graph.info(current);
      if (info != null && info.getType().hasTensorType()) {
        return type(info.getType().getTensorType().getElemType());
      }
      int producer = graph.producer(current);
      if (producer < 0) {
        return DataType.UNDEFINED;
      }
      NodeProto node = graph.node(producer);
      DataType fixed = fixedType(node, current);
      if (fixed != DataType.UNDEFINED || node.getInputCount() == 0) {
        return fixed;
      }
      current = node.getInput(sameTypeInput(node));
    }
  }

  private static DataType fixedType(NodeProto node, String output) {
    return switch (node.getOpType()) {
      case "Cast" -> type((int) Attributes.integer(node, "to", 0));
      case "Shape", "Size", "ArgMax", "ArgMin", "NonZero" -> DataType.INT64;
      case "Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual", "And", "Or", "Xor", "Not" ->
          DataType.BOOL;
      case "MatMulInteger", "ConvInteger" -> DataType.INT32;
      case "DynamicQuantizeLinear" ->
          output.equals(node.getOutput(0)) ? DataType.UINT8 : DataType.UNDEFINED;
      case "Constant", "ConstantOfShape" -> constantType(node);
      default -> DataType.UNDEFINED;
    };
  }

  private static DataType constantType(NodeProto node) {
    AttributeProto value = Attributes.find(node, "value");
    if (value != null) {
      return type(value.getT().getDataType());
    }
    boolean integers =
        Attributes.find(node, "value_int") != null || Attributes.find(node, "value_ints") != null;
    return integers ? DataType.INT64 : DataType.FLOAT;
  }

  private static int sameTypeInput(NodeProto node) {
    boolean second =
        switch (node.getOpType()) {
          case "Where", "DequantizeLinear" -> true;
          default -> false;
        };
    return second && node.getInputCount() > 1 ? 1 : 0;
  }

  private static DataType type(int number) {
    DataType type = DataType.forNumber(number);
    return type == null ? DataType.UNDEFINED : type;
  }
}
