package dev.thermocline.engine.input;

import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.TensorSpec;
import java.util.Arrays;
import java.util.List;

/** The tensors a text model may read, known by their customary names. */
enum TextTensor {
  TOKENS("input_ids", "input_word_ids", "token_ids"),
  MASK("attention_mask", "input_mask"),
  TYPES("token_type_ids", "segment_ids", "input_type_ids");

  private final List<String> names;

  TextTensor(String... names) {
    this.names = List.of(names);
  }

  /**
   * Finds what a stage-1 input wants.
   *
   * @throws IllegalArgumentException if the name is unknown or the tensor is not int64 (B, S)
   */
  static TextTensor of(TensorSpec spec) {
    TextTensor tensor =
        Arrays.stream(values())
            .filter(candidate -> candidate.names.contains(spec.name()))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "stage-1 input "
                            + spec.name()
                            + " is unknown to text input; allowed are "
                            + allowed()
                            + ": rename the model's input"));
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

  private static List<String> allowed() {
    return Arrays.stream(values()).flatMap(tensor -> tensor.names.stream()).toList();
  }
}
