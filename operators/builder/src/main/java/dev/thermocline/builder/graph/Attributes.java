package dev.thermocline.builder.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads node attributes and small integer tensors. */
final class Attributes {

  private Attributes() {}

  static @Nullable AttributeProto find(NodeProto node, String name) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute;
      }
    }
    return null;
  }

  static long integer(NodeProto node, String name, long fallback) {
    AttributeProto attribute = find(node, name);
    return attribute == null ? fallback : attribute.getI();
  }

  static long @Nullable [] integers(NodeProto node, String name) {
    AttributeProto attribute = find(node, name);
    return attribute == null ? null : toArray(attribute.getIntsList());
  }

  static long[] dims(TensorProto tensor) {
    return toArray(tensor.getDimsList());
  }

  /** Values of an int64 or int32 scalar or vector; null for other tensors. */
  static long @Nullable [] smallIntegers(TensorProto tensor) {
    if (tensor.getDimsCount() > 1) {
      return null;
    }
    boolean wide = tensor.getDataType() == TensorProto.DataType.INT64.getNumber();
    if (!wide && tensor.getDataType() != TensorProto.DataType.INT32.getNumber()) {
      return null;
    }
    if (tensor.getRawData().isEmpty()) {
      return wide
          ? toArray(tensor.getInt64DataList())
          : tensor.getInt32DataList().stream().mapToLong(Integer::longValue).toArray();
    }
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long[] values = new long[raw.remaining() / (wide ? Long.BYTES : Integer.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = wide ? raw.getLong() : raw.getInt();
    }
    return values;
  }

  private static long[] toArray(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
