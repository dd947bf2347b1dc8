package dev.thermocline.engine.stage.onnx;

import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import dev.thermocline.engine.stage.StageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where each input of the next stage comes from: an output of this stage, or an input of this stage
 * carried along unchanged.
 *
 * @param fromOutput per input of the next stage, the index of this stage's output, or -1
 * @param fromInput per input of the next stage, the index of this stage's input, or -1
 */
record Handoff(List<Integer> fromOutput, List<Integer> fromInput) {

  static Handoff between(StageSpec stage, @Nullable StageSpec next) throws StageException {
    if (next == null) {
      return new Handoff(List.of(), List.of());
    }
    Integer[] outputs = new Integer[next.inputs().size()];
    Integer[] inputs = new Integer[next.inputs().size()];
    for (int i = 0; i < outputs.length; i++) {
      TensorSpec wanted = next.inputs().get(i);
      outputs[i] = stage.outputs().indexOf(wanted);
      inputs[i] = outputs[i] >= 0 ? -1 : stage.inputs().indexOf(wanted);
      if (outputs[i] < 0 && inputs[i] < 0) {
        String message =
            "input "
                + wanted
                + " of stage "
                + next.index()
                + " is neither an output nor an input of stage "
                + stage.index()
                + "; cut the model again";
        throw new StageException(stage.index(), message, new IllegalArgumentException(message));
      }
    }
    return new Handoff(List.of(outputs), List.of(inputs));
  }
}
