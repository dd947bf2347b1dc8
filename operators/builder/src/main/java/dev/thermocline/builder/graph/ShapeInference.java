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
      case "MatMul", "MatMulInteger", "FusedMatMul" -> List.of(matMul(first, input(node, 1)));
      case "Gemm" -> List.of(gemm(node, first, input(node, 1)));
      case "Gather" -> List.of(gather(node, first, input(node, 1)));
      case "Transpose" -> List.of(transpose(node, first));
      case "Concat" -> List.of(concat(node));
      case "Reshape" -> List.of(reshape(first, input(node, 1).values()));
      case "Unsqueeze" -> List.of(unsqueeze(first, axes(node)));
      case "Squeeze" -> List.of(squeeze(first, axes(node)));
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

  private Shape elementwise(NodeProto node) {
    long[] dims = new long[0];
    for (String read : node.getInputList()) {
      dims = Shape.broadcast(dims, shape(read).dims());
    }
    return new Shape(dims, null);
  }

  private static Shape matMul(Shape left, Shape right) {
    long[] a = left.dims();
    long[] b = right.dims();
    if (a == null || b == null || a.length < 2 || b.length < 2) {
      return Shape.NONE;
    }
    long[] dims = Shape.broadcast(Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2));
    if (dims == null) {
      return Shape.NONE;
    }
    long[] result = Arrays.copyOf(dims, dims.length + 2);
    result[dims.length] = a[a.length - 2];
    result[dims.length + 1] = b[b.length - 1];
    return Shape.of(result);
  }

  private static Shape gemm(NodeProto node, Shape left, Shape right) {
    long[] a = left.dims();
    long[] b = right.dims();
    if (a == null || b == null || a.length != 2 || b.length != 2) {
      return Shape.ofRank(2);
    }
    boolean transposeA = Attributes.integer(node, "transA", 0) != 0;
    boolean transposeB = Attributes.integer(node, "transB", 0) != 0;
    return Shape.of(a[transposeA ? 1 : 0], b[transposeB ? 0 : 1]);
  }

  private static Shape gather(NodeProto node, Shape data, Shape indices) {
    long[] dims = data.dims();
    long[] at = indices.dims();
    if (dims == null || at == null) {
      return Shape.NONE;
    }
    int axis = axis(Attributes.integer(node, "axis", 0), dims.length);
    List<Long> result = new ArrayList<>();
    for (int i = 0; i < dims.length; i++) {
      if (i == axis) {
        Arrays.stream(at).forEach(result::add);
      } else {
        result.add(dims[i]);
      }
    }
    return new Shape(toArray(result), pick(data.values(), indices.values()));
  }

  private static long @Nullable [] pick(long @Nullable [] values, long @Nullable [] indices) {
    if (values == null || indices == null) {
      return null;
    }
    long[] picked = new long[indices.length];
    for (int i = 0; i < picked.length; i++) {
      long index = indices[i] < 0 ? indices[i] + values.length : indices[i];
      boolean inside = index >= 0 && index < values.length;
      picked[i] = inside ? values[(int) index] : Shape.UNKNOWN;
    }
    return picked;
  }

  private static Shape transpose(NodeProto node, Shape of) {
    long[] dims = of.dims();
    if (dims == null) {
      return Shape.NONE;
    }
    long[] order = Attributes.integers(node, "perm");
    long[] result = new long[dims.length];
    for (int i = 0; i < dims.length; i++) {
      result[i] = dims[order == null ? dims.length - 1 - i : (int) order[i]];
    }
    return Shape.of(result);
  }

  private Shape concat(NodeProto node) {
    long[] dims = input(node, 0).dims();
    if (dims == null) {
      return Shape.NONE;
    }
    long[] result = dims.clone();
    int axis = axis(Attributes.integer(node, "axis", 0), dims.length);
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

  private static Shape reshape(Shape of, long @Nullable [] target) {
    if (target == null) {
      return Shape.NONE;
    }
    long[] dims = of.dims();
    long[] result = target.clone();
    int open = -1;
    long left = 1;
    long right = 1;
    for (int i = 0; i < result.length; i++) {
      if (target[i] == -1) {
        open = i;
        result[i] = Shape.UNKNOWN;
      } else if (target[i] == 0) {
        result[i] = dims == null || i >= dims.length ? Shape.UNKNOWN : dims[i];
      } else {
        right = product(right, target[i]);
      }
    }
    if (open >= 0 && dims != null) {
      // Dimensions copied by a 0 cancel out; the open one takes what is left of the others.
      for (int i = 0; i < dims.length; i++) {
        boolean copied = i < target.length && target[i] == 0;
        left = copied ? left : product(left, dims[i]);
      }
      if (left != Shape.UNKNOWN && right != Shape.UNKNOWN && right > 0) {
        result[open] = left / right;
      }
    }
    return Shape.of(result);
  }

  private static long product(long left, long right) {
    return left == Shape.UNKNOWN || right == Shape.UNKNOWN ? Shape.UNKNOWN : left * right;
  }

  private long @Nullable [] axes(NodeProto node) {
    long[] axes = Attributes.integers(node, "axes");
    return axes == null ? input(node, 1).values() : axes;
  }

  private static Shape unsqueeze(Shape of, long @Nullable [] axes) {
    long[] dims = of.dims();
    if (dims == null || axes == null) {
      return Shape.NONE;
    }
    int rank = dims.length + axes.length;
    boolean[] inserted = marks(axes, rank);
    long[] result = new long[rank];
    int next = 0;
    for (int i = 0; i < rank; i++) {
      result[i] = inserted[i] ? 1 : dims[next++];
    }
    return new Shape(result, of.values());
  }

  private static Shape squeeze(Shape of, long @Nullable [] axes) {
    long[] dims = of.dims();
    if (dims == null || axes == null) {
      return Shape.NONE;
    }
    boolean[] removed = marks(axes, dims.length);
    List<Long> result = new ArrayList<>();
    for (int i = 0; i < dims.length; i++) {
      if (!removed[i]) {
        result.add(dims[i]);
      }
    }
    return new Shape(toArray(result), of.values());
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
      cut = marks(axes, dims.length);
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
      return new Shape(squeeze(of, axes).dims(), null);
    }
    boolean[] reduced = marks(axes, dims.length);
    long[] result = dims.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = reduced[i] ? 1 : result[i];
    }
    return Shape.of(result);
  }

  private static boolean[] marks(long[] axes, int rank) {
    boolean[] marks = new boolean[rank];
    for (long axis : axes) {
      marks[axis(axis, rank)] = true;
    }
    return marks;
  }

  private static int axis(long axis, int rank) {
    return (int) (axis < 0 ? axis + rank : axis);
  }

  private static long[] toArray(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
