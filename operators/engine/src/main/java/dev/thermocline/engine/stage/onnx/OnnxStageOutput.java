package dev.thermocline.engine.stage.onnx;

import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.TensorSpec;
import dev.thermocline.engine.stage.HeadOutput;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.RowBatch;
import dev.thermocline.engine.stage.StageOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads one run's outputs in place; gives the memory back when closed. */
final class OnnxStageOutput implements StageOutput {
  private final OnnxStage stage;
  private final StageTensors tensors;
  private final Workspace workspace;
  private final List<Row> rows;
  private final int positions;
  private boolean closed;

  OnnxStageOutput(OnnxStage stage, Workspace workspace, List<Row> rows, int positions) {
    this.stage = stage;
    this.tensors = stage.tensors();
    this.workspace = workspace;
    this.rows = rows;
    this.positions = positions;
  }

  @Override
  public HeadOutput head() {
    float[] logits = new float[rows.size() * tensors.classes()];
    workspace.tensor(tensors.logits()).asFloatBuffer().get(0, logits);
    return new HeadOutput(logits, tensors.classes());
  }

  @Override
  public boolean finite(int row) {
    for (int i = tensors.inputs(); i < tensors.logits(); i++) {
      TensorSpec output = tensors.all().get(i);
      if (output.type() == ElementType.FLOAT32 && !finite(row, workspace.tensor(i), output)) {
        return false;
      }
    }
    return true;
  }

  private boolean finite(int row, ByteBuffer memory, TensorSpec output) {
    int start = row * output.rowBytes(positions);
    int end = start + output.rowBytes(rows.get(row).length());
    float zeroIfFinite = 0;
    for (int at = start; at < end; at += Float.BYTES) {
      zeroIfFinite += memory.getFloat(at) * 0f;
    }
    return zeroIfFinite == 0;
  }

  @Override
  public Row survivor(int row) {
    Row current = rows.get(row);
    Handoff handoff = tensors.handoff();
    List<ByteBuffer> survivors = new ArrayList<>(handoff.fromOutput().size());
    for (int i = 0; i < handoff.fromOutput().size(); i++) {
      int output = handoff.fromOutput().get(i);
      survivors.add(
          output < 0
              ? current.tensors().get(handoff.fromInput().get(i))
              : RowBatch.scatter(
                  workspace.tensor(tensors.inputs() + output),
                  tensors.all().get(tensors.inputs() + output),
                  row,
                  positions,
                  current.length()));
    }
    return new Row(current.length(), survivors);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      stage.giveBack(workspace);
    }
  }
}
