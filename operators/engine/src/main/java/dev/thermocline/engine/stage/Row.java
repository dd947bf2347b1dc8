package dev.thermocline.engine.stage;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One record's tensors before a stage, unpadded.
 *
 * <p>{@code tensors.get(i)} holds the stage's i-th input in native byte order, row-major, {@code
 * spec.rowBytes(length)} bytes from index 0 to {@code limit}. Buffers are read by absolute index
 * only and never changed after construction.
 *
 * @param length positions (tokens) of the record; 1 where no input is a sequence
 * @param tensors one buffer per stage input, in the order of the stage's inputs
 */
public record Row(int length, List<ByteBuffer> tensors) {

  public Row {
    if (length < 1) {
      throw new IllegalArgumentException("row length is " + length + "; it must be >= 1");
    }
    tensors = List.copyOf(tensors);
  }
}
