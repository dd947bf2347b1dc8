package dev.thermocline.builder.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shapes of a graph's tensors: declared ones first, else inferred in node order for the operators
 * that exported encoders and perceptrons are made of. An operator it does not know gives an unknown
 * shape, never a guess.
 */
final class ShapeInference {

  private final Map<String, Shape> shapes = new HashMap<>();

  ShapeInference(OnnxGraph graph) {
    for (TensorProto tensor : graph.initializers().values()) {
      shapes.put(tensor.getName(), ofTensor(tensor));
    }
    graph.inputs().forEach((name, info) -> shapes.put(name, declared(info)));
    for (int i = 0; i < graph.nodeCount(); i++) {
      NodeProto node = graph.node(i);
      List<Shape> inferred = infer(node);
      for (int j = 0; j < node.getOutputCount(); j++) {
        String tensor = node.getOutput(j);
        Shape shape = j < inferred.size() ? inferred.get(j) : Shape.NONE;
        ValueInfoProto info = graph.info(tensor);
        shapes.put(tensor, info == null ? shape : merge(declared(info), shape));
      }
    }
  }

  /** The tensor's dimensions, null when even the rank is unknown. */
  long @Nullable [] dims(String tensor) {
    return shape(tensor).dims();
  }

  static Shape declared(ValueInfoProto info) {
    if (!info.getType().getTensorType().hasShape()) {
      return Shape.NONE;
    }
    List<Dimension> dims = info.getType().getTensorType().getShape().getDimList();
    return Shape.of(
        dims.stream()
            .mapToLong(dim -> dim.hasDimValue() ? dim.getDimValue() : Shape.UNKNOWN)
            .toArray());
  }

  private static Shape merge(Shape declared, Shape inferred) {
    long[] left = declared.dims();
    long[] right = inferred.dims();
    if (left == null || right == null || left.length != right.length) {
      return left == null ? inferred : new Shape(left, inferred.values());
    }
    long[] dims = left.clone();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = dims[i] == Shape.UNKNOWN ? right[i] : dims[i];
    }
    return new Shape(dims, inferred.values());
  }

  private static Shape ofTensor(TensorProto tensor) {
    return new Shape(Attributes.dims(tensor), Attributes.smallIntegers(tensor));
  }

  private Shape shape(String tensor) {
    return shapes.getOrDefault(tensor, Shape.NONE);
  }

  private Shape input(NodeProto node, int index) {
    return index < node.getInputCount() ? shape(node.getInput(index)) : Shape.NONE;
  }

  private List<Shape> infer(NodeProto node) {
    Shape first = input(node, 0);
    return switch (node.getOpType()) {
      case "Constant" -> List.of(constant(node));
      case "Cast", "Identity" -> List.of(first);
      case "Shape" -> List.of(shapeOf(node, first));
      case "Softmax", "LogSoftmax", "LayerNormalization", "SkipLayerNormalization" ->
          List.of(new Shape(first.dims(), null));
      case "Relu", "LeakyRelu", "Elu", "Selu", "Gelu", "FastGelu", "BiasGelu", "QuickGelu", "Erf" ->
          List.of(new Shape(first.dims(), null));
      case "Tanh", "Sigmoid", "Softplus", "Sqrt", "Exp", "Log", "Neg", "Abs", "Not", "Reciprocal" ->
          List.of(new Shape(first.dims(), null));
      case "Clip", "Dropout", "HardSigmoid", "CumSum", "DequantizeLinear", "QuantizeLinear" ->
          List.of(new Shape(first.dims(), null));
      case "DynamicQuantizeLinear" ->
          List.of(new Shape(first.dims(), null), Shape.of(), Shape.of());
      case "Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Sum", "Where" ->
          List.of(elementwise(node));
      case "Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual", "And", "Or" ->
          List.of(elementwise(node));
      case "MatMul", "MatMulInteger" -> List.of(ShapeRules.matMul(first, input(node, 1)));
      case "Gemm" -> List.of(ShapeRules.gemm(node, first, input(node, 1)));
      case "Gather" -> List.of(ShapeRules.gather(node, first, input(node, 1)));
      case "Transpose" -> List.of(ShapeRules.transpose(node, first));
      case "Flatten" -> List.of(ShapeRules.flatten(node, first));
      case "Concat" -> List.of(concat(node));
      case "Reshape" -> List.of(ShapeRules.reshape(first, input(node, 1).values()));
      case "Expand" -> List.of(ShapeRules.expand(first, target(node, 1)));
      case "ConstantOfShape" -> List.of(target(node, 0));
      case "Unsqueeze" -> List.of(ShapeRules.unsqueeze(first, axes(node)));
      case "Squeeze" -> List.of(ShapeRules.squeeze(first, axes(node)));
      case "Slice" -> List.of(slice(node, first));
      case "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceL2" ->
          List.of(reduce(node, first));
      default -> List.of();
    };
  }

  private static Shape constant(NodeProto node) {
    AttributeProto value = Attributes.find(node, "value");
    if (value != null) {
      return ofTensor(value.getT());
    }
    AttributeProto integer = Attributes.find(node, "value_int");
    if (integer != null) {
      return Shape.scalar(integer.getI());
    }
    long[] integers = Attributes.integers(node, "value_ints");
    return integers == null ? Shape.NONE : Shape.vector(integers);
  }

  private static Shape shapeOf(NodeProto node, Shape of) {
    boolean partial =
        Attributes.find(node, "start") != null || Attributes.find(node, "end") != null;
    return of.dims() == null || partial ? Shape.ofRank(1) : Shape.vector(of.dims());
  }

  /** The shape that an operand names by its values; at least its rank where they are unknown. */
  private Shape target(NodeProto node, int index) {
    Shape operand = input(node, index);
    if (operand.values() != null) {
      return Shape.of(operand.values());
    }
    long[] dims = operand.dims();
    if (dims == null || dims.length != 1 || dims[0] == Shape.UNKNOWN) {
      return Shape.NONE;
    }
    return Shape.ofRank((int) dims[0]);
  }

  private Shape elementwise(NodeProto node) {
    long[] dims = new long[0];
    for (String read : node.getInputList()) {
      dims = Shape.broadcast(dims, shape(read).dims());
    }
    return new Shape(dims, null);
  }

  private Shape concat(NodeProto node) {
    long[] dims = input(node, 0).dims();
    if (dims == null) {
      return Shape.NONE;
    }
    long[] result = dims.clone();
    int axis = ShapeRules.axis(Attributes.integer(node, "axis", 0), dims.length);
    List<Long> values = new ArrayList<>();
    boolean tracked = dims.length == 1;
    long length = 0;
    for (String read : node.getInputList()) {
      long[] part = shape(read).dims();
      long size = part == null || part.length != dims.length ? Shape.UNKNOWN : part[axis];
      length = size == Shape.UNKNOWN || length == Shape.UNKNOWN ? Shape.UNKNOWN : length + size;
      long[] elements = shape(read).values();
      tracked &= elements != null;
      if (elements != null) {
        Arrays.stream(elements).forEach(values::add);
      }
    }
    result[axis] = length;
    return new Shape(result, tracked ? toArray(values) : null);
  }

  private long @Nullable [] axes(NodeProto node) {
    long[] axes = Attributes.integers(node, "axes");
    return axes == null ? input(node, 1).values() : axes;
  }

  private Shape slice(NodeProto node, Shape of) {
    long[] dims = of.dims();
    if (dims == null) {
      return Shape.NONE;
    }
    long[] axes = Attributes.integers(node, "axes");
    axes = axes == null ? input(node, 3).values() : axes;
    boolean[] cut = new boolean[dims.length];
    if (axes == null) {
      Arrays.fill(cut, true);
    } else {
      cut = ShapeRules.marks(axes, dims.length);
    }
    long[] result = dims.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = cut[i] ? Shape.UNKNOWN : result[i];
    }
    return Shape.of(result);
  }

  private Shape reduce(NodeProto node, Shape of) {
    long[] dims = of.dims();
    long[] axes = axes(node);
    if (dims == null || axes == null) {
      return Shape.NONE;
    }
    if (Attributes.integer(node, "keepdims", 1) == 0) {
      return new Shape(ShapeRules.squeeze(of, axes).dims(), null);
    }
    boolean[] reduced = ShapeRules.marks(axes, dims.length);
    long[] result = dims.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = reduced[i] ? 1 : result[i];
    }
    return Shape.of(result);
  }

  private static long[] toArray(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
