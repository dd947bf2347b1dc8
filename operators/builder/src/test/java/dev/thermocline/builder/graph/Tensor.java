package dev.thermocline.builder.graph;

import java.util.Arrays;
import java.util.Map;

/** A dense test tensor; the array of the other element type is empty. */
record Tensor(long[] shape, float[] floats, long[] longs) {

  static Tensor of(long[] shape, float... floats) {
    return new Tensor(shape, floats, new long[0]);
  }

  static Tensor of(long[] shape, long... longs) {
    return new Tensor(shape, new float[0], longs);
  }

  /** The tensor called {@code name}, which must be there. */
  static Tensor in(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new AssertionError("no tensor '" + name + "' among " + tensors.keySet());
    }
    return tensor;
  }

  /** Values of one row of a float tensor. */
  float[] row(int row) {
    int width = floats.length / (int) shape[0];
    return Arrays.copyOfRange(floats, row * width, (row + 1) * width);
  }

  /** Largest absolute difference; infinite when shapes differ or either side has a NaN. */
  double distance(Tensor other) {
    if (!Arrays.equals(shape, other.shape)) {
      return Double.POSITIVE_INFINITY;
    }
    double worst = 0;
    for (int i = 0; i < floats.length; i++) {
      double difference = Math.abs((double) floats[i] - other.floats[i]);
      worst = difference <= worst ? worst : Double.isNaN(difference) ? 1e300 : difference;
    }
    return worst;
  }
}
