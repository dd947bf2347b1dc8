package dev.thermocline.builder.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Translates between ONNX types and shapes and the engine's {@link TensorSpec}. */
final class TensorSpecs {

  private static final String BATCH = "batch";
  private static final String SEQUENCE = "sequence";

  private TensorSpecs() {}

  /** What the engine needs to know of a tensor that crosses a stage's border. */
  static TensorSpec of(String tensor, DataType type, long @Nullable [] dims) {
    String known = "tensor '" + tensor + "' has type " + type + " and shape " + text(dims);
    ElementType element =
        switch (type) {
          case FLOAT -> ElementType.FLOAT32;
          case INT64 -> ElementType.INT64;
          default ->
              throw new UncuttableModelException(
                  known
                      + "; between stages FLOAT and INT64 are allowed; cut at a tensor of such a"
                      + " type or convert the model to fp32");
        };
    if (dims == null || dims.length == 0) {
      throw new UncuttableModelException(
          known
              + "; the rank must be known and at least 1; run ONNX shape inference over the model"
              + " and save it with its value_info");
    }
    if (dims[0] != Shape.UNKNOWN) {
      throw new UncuttableModelException(
          known
              + "; the first dimension is the batch and must be dynamic; export the model with a"
              + " dynamic batch dimension");
    }
    boolean sequence = dims.length > 1 && dims[1] == Shape.UNKNOWN;
    List<Integer> row = new ArrayList<>();
    for (long dim : Arrays.copyOfRange(dims, sequence ? 2 : 1, dims.length)) {
      if (dim < 1 || dim > Integer.MAX_VALUE) {
        throw new UncuttableModelException(
            known
                + "; after the batch only the second dimension may be dynamic; fix the others in"
                + " the export or run ONNX shape inference over the model");
      }
      row.add((int) dim);
    }
    return new TensorSpec(tensor, element, sequence, row);
  }

  /** An ONNX declaration of the tensor, with named dynamic dimensions. */
  static ValueInfoProto declare(TensorSpec spec) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(Dimension.newBuilder().setDimParam(BATCH));
    if (spec.sequence()) {
      shape.addDim(Dimension.newBuilder().setDimParam(SEQUENCE));
    }
    spec.rowShape().forEach(dim -> shape.addDim(Dimension.newBuilder().setDimValue(dim)));
    DataType type = spec.type() == ElementType.FLOAT32 ? DataType.FLOAT : DataType.INT64;
    return ValueInfoProto.newBuilder()
        .setName(spec.name())
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }

  private static String text(long @Nullable [] dims) {
    return dims == null
        ? "unknown"
        : Arrays.stream(dims).mapToObj(d -> d == Shape.UNKNOWN ? "?" : "" + d).toList().toString();
  }
}
