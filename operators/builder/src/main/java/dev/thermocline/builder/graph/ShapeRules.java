package dev.thermocline.builder.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How single operators change shapes; what is unknown going in is unknown coming out. */
final class ShapeRules {

  private ShapeRules() {}

  static Shape matMul(Shape left, Shape right) {
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

  static Shape gemm(NodeProto node, Shape left, Shape right) {
    long[] a = left.dims();
    long[] b = right.dims();
    if (a == null || b == null || a.length != 2 || b.length != 2) {
      return Shape.ofRank(2);
    }
    boolean transposeA = Attributes.integer(node, "transA", 0) != 0;
    boolean transposeB = Attributes.integer(node, "transB", 0) != 0;
    return Shape.of(a[transposeA ? 1 : 0], b[transposeB ? 0 : 1]);
  }

  static Shape gather(NodeProto node, Shape data, Shape indices) {
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
    return new Shape(
        result.stream().mapToLong(Long::longValue).toArray(),
        pick(data.values(), indices.values()));
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

  static Shape transpose(NodeProto node, Shape of) {
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

  static Shape reshape(Shape of, long @Nullable [] target) {
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

  static Shape flatten(NodeProto node, Shape of) {
    long[] dims = of.dims();
    if (dims == null) {
      return Shape.ofRank(2);
    }
    long axis = Attributes.integer(node, "axis", 1);
    int border = axis == dims.length ? dims.length : axis(axis, dims.length);
    long[] result = {1, 1};
    for (int i = 0; i < dims.length; i++) {
      int side = i < border ? 0 : 1;
      result[side] = product(result[side], dims[i]);
    }
    return Shape.of(result);
  }

  private static long product(long left, long right) {
    return left == Shape.UNKNOWN || right == Shape.UNKNOWN ? Shape.UNKNOWN : left * right;
  }

  static Shape expand(Shape of, Shape target) {
    return new Shape(Shape.broadcast(of.dims(), target.dims()), null);
  }

  static Shape unsqueeze(Shape of, long @Nullable [] axes) {
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

  static Shape squeeze(Shape of, long @Nullable [] axes) {
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
    return new Shape(result.stream().mapToLong(Long::longValue).toArray(), of.values());
  }

  static boolean[] marks(long[] axes, int rank) {
    boolean[] marks = new boolean[rank];
    for (long axis : axes) {
      marks[axis(axis, rank)] = true;
    }
    return marks;
  }

  static int axis(long axis, int rank) {
    long index = axis < 0 ? axis + rank : axis;
    if (index < 0 || index >= rank) {
      throw new UncuttableModelException(
          "a node names axis "
              + axis
              + " of a tensor with "
              + rank
              + " dimensions; run the ONNX"
              + " checker over the model");
    }
    return (int) index;
  }
}
