package dev.thermocline.engine.stage.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import dev.thermocline.engine.stage.StageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a stage's runs: inputs, then outputs, then logits.
 *
 * @param all every tensor in that order; the logits have the shape (B, C)
 * @param inputs how many of them are inputs
 * @param handoff where the next stage's inputs come from
 */
record StageTensors(List<TensorSpec> all, int inputs, Handoff handoff) {

  /**
   * The tensors of an open session.
   *
   * @param next the stage after this one; null for the last, whose outputs nobody reads
   * @throws StageException if session and spec do not fit
   */
  static StageTensors of(OrtSession session, StageSpec spec, @Nullable StageSpec next)
      throws StageException {
    int classes = check(session, spec);
    List<TensorSpec> all = new ArrayList<>(spec.inputs());
    if (next != null) {
      all.addAll(spec.outputs());
    }
    all.add(new TensorSpec(spec.logits(), ElementType.FLOAT32, false, List.of(classes)));
    return new StageTensors(List.copyOf(all), spec.inputs().size(), Handoff.between(spec, next));
  }

  /** Index of the logits. */
  int logits() {
    return all.size() - 1;
  }

  /** C, logits per row. */
  int classes() {
    return all.get(logits()).rowShape().get(0);
  }

  /** Shape of a batch tensor: {@code [B] + rowShape} or {@code [B, S] + rowShape}. */
  long[] shape(int tensor, int batch, int positions) {
    TensorSpec spec = all.get(tensor);
    List<Integer> row = spec.rowShape();
    int lead = spec.sequence() ? 2 : 1;
    long[] shape = new long[lead + row.size()];
    shape[0] = batch;
    if (spec.sequence()) {
      shape[1] = positions;
    }
    for (int i = 0; i < row.size(); i++) {
      shape[lead + i] = row.get(i);
    }
    return shape;
  }

  private static int check(OrtSession session, StageSpec spec) throws StageException {
    try {
      for (TensorSpec input : spec.inputs()) {
        require(session.getInputInfo(), input.name(), spec, "input");
      }
      for (TensorSpec output : spec.outputs()) {
        require(session.getOutputInfo(), output.name(), spec, "output");
      }
      NodeInfo logits = require(session.getOutputInfo(), spec.logits(), spec, "logits");
      long[] shape = ((TensorInfo) logits.getInfo()).getShape();
      if (shape.length != 2 || shape[1] < 1) {
        throw mismatch(
            spec,
            "logits "
                + spec.logits()
                + " has shape "
                + Arrays.toString(shape)
                + "; it must be (B, C) with a fixed C");
      }
      return Math.toIntExact(shape[1]);
    } catch (OrtException e) {
      throw new StageException(spec.index(), "cannot be inspected: " + e.getMessage(), e);
    }
  }

  private static NodeInfo require(
      Map<String, NodeInfo> tensors, String name, StageSpec spec, String kind)
      throws StageException {
    NodeInfo info = tensors.get(name);
    if (info == null) {
      throw mismatch(
          spec,
          kind
              + " "
              + name
              + " is not in "
              + spec.file()
              + "; it has "
              + new ArrayList<>(tensors.keySet()));
    }
    return info;
  }

  private static StageException mismatch(StageSpec spec, String message) {
    return new StageException(spec.index(), message, new IllegalArgumentException(message));
  }
}
