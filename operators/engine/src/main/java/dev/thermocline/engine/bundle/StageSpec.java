package dev.thermocline.engine.bundle;

import java.util.List;

/**
 * One model segment between exits.
 *
 * @param index 1-based position in the chain
 * @param file path of the ONNX file inside the bundle, with {@code /}
 * @param sha256 lower-case hex digest of that file
 * @param layers transformer blocks (or other unit layers) this stage runs; ≥ 1
 * @param inputs tensors the stage reads: for stage 1 the encoded record's, later the previous
 *     stage's {@link #outputs} by name or a stage-1 input carried along unchanged
 * @param outputs activations handed to the next stage; empty for the last stage
 * @param logits name of the exit head's logits {@code (B, C)}
 * @param device device hint such as {@code cpu} or {@code cuda:0}
 */
public record StageSpec(
    int index,
    String file,
    String sha256,
    int layers,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    String logits,
    String device) {

  public StageSpec {
    if (index < 1) {
      throw new IllegalArgumentException("stage index is " + index + "; stages count from 1");
    }
    if (layers < 1) {
      throw new IllegalArgumentException(
          "stage " + index + " has layers " + layers + "; a stage runs at least 1 layer");
    }
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("stage " + index + " has no inputs; it needs at least 1");
    }
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
