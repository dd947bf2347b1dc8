package dev.thermocline.engine.bundle;

import java.util.List;

/**
 * Shape of one stage input or output, per record.
 *
 * <p>The batch tensor has shape {@code [B] + rowShape}, or {@code [B, S] + rowShape} for a
 * sequence, where S is the longest record of the micro-batch; rows of shorter records are padded
 * with zeros.
 *
 * @param name tensor name in the ONNX graph
 * @param type element type
 * @param sequence whether the tensor has a dynamic length dimension after the batch dimension
 * @param rowShape remaining dimensions, all fixed and positive; empty for a scalar per element
 */
public record TensorSpec(String name, ElementType type, boolean sequence, List<Integer> rowShape) {

  public TensorSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("tensor name is blank; give the name in the ONNX graph");
    }
    rowShape = List.copyOf(rowShape);
    long bytes = type.bytes();
    for (int dimension : rowShape) {
      if (dimension < 1) {
        throw new IllegalArgumentException(
            "tensor " + name + " has dimension " + dimension + "; fixed dimensions must be >= 1");
      }
      bytes *= dimension;
      if (bytes > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "tensor " + name + " has rowShape " + rowShape + "; it must take less than 2 GiB");
      }
    }
  }

  /** Elements per position: the product of {@link #rowShape}. */
  public int width() {
    int width = 1;
    for (int dimension : rowShape) {
      width = Math.multiplyExact(width, dimension);
    }
    return width;
  }

  /** Bytes one record of the given length takes; the length counts only for sequences. */
  public int rowBytes(int length) {
    int positions = sequence ? length : 1;
    return Math.multiplyExact(Math.multiplyExact(positions, width()), type.bytes());
  }
}
