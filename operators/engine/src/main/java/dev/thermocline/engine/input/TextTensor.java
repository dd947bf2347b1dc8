package dev.thermocline.engine.input;

import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.TensorSpec;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tensors a text model may read, known by their customary names. */
enum TextTensor {
  TOKENS,
  MASK,
  TYPES;

  private static final SortedMap<String, TextTensor> NAMES =
      new TreeMap<>(
          Map.of(
              "input_ids", TOKENS,
              "input_word_ids", TOKENS,
              "token_ids", TOKENS,
              "attention_mask", MASK,
              "input_mask", MASK,
              "token_type_ids", TYPES,
              "segment_ids", TYPES,
              "input_type_ids", TYPES));

  /**
   * Finds what a stage-1 input wants.
   *
   * @throws IllegalArgumentException if the name is unknown or the tensor is not int64 (B, S)
   */
  static TextTensor of(TensorSpec spec) {
    TextTensor tensor = NAMES.get(spec.name());
    if (tensor == null) {
      throw new IllegalArgumentException(
          "stage-1 input "
              + spec.name()
              + " is unknown to text input; allowed are "
              + NAMES.keySet()
              + ": rename the model's input");
    }
    if (spec.type() != ElementType.INT64 || !spec.sequence() || !spec.rowShape().isEmpty()) {
      throw new IllegalArgumentException(
          "stage-1 input "
              + spec.name()
              + " is "
              + spec.type()
              + (spec.sequence() ? " [B, S]" : " [B]")
              + " + "
              + spec.rowShape()
              + "; text input fills INT64 [B, S] only: export the model with int64 token ids");
    }
    return tensor;
  }
}
