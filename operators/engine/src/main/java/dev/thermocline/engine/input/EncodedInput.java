package dev.thermocline.engine.input;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A record as stage 1 reads it.
 *
 * @param length tokens, special tokens included
 * @param tensors one buffer per stage-1 input, in the stage's order, native byte order
 * @param truncated whether text beyond the model's length was cut off
 */
public record EncodedInput(int length, List<ByteBuffer> tensors, boolean truncated) {

  public EncodedInput {
    tensors = List.copyOf(tensors);
  }
}
