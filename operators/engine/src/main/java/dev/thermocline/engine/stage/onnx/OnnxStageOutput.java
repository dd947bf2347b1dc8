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
  private final Buffers buffers;
  private final List<Row> rows;
  private final int positions;
  private final int firstOutput;
  private boolean closed;

  OnnxStageOutput(OnnxStage stage, Buffers buffers, List<Row> rows, int positions) {
    this.stage = stage;
    this.buffers = buffers;
    this.rows = rows;
    this.positions = positions;
    this.firstOutput = stage.spec().inputs().size();
  }

  @Override
  public HeadOutput head() {
    float[] logits = new float[rows.size() * stage.classes()];
    buffers.get(firstOutput + stage.outputs().size()).asFloatBuffer().get(0, logits);
    return new HeadOutput(logits, stage.classes());
  }

  @Override
  public boolean finite(int row) {
    for (int i = 0; i < stage.outputs().size(); i++) {
      TensorSpec output = stage.outputs().get(i);
      if (output.type() == ElementType.FLOAT32 && !finite(row, i, output)) {
        return false;
      }
    }
    return true;
  }

  private boolean finite(int row, int index, TensorSpec output) {
    ByteBuffer memory = buffers.get(firstOutput + index);
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
    Handoff handoff = stage.handoff();
    List<ByteBuffer> tensors = new ArrayList<>(handoff.fromOutput().size());
    for (int i = 0; i < handoff.fromOutput().size(); i++) {
      int output = handoff.fromOutput().get(i);
      tensors.add(
          output < 0
              ? current.tensors().get(handoff.fromInput().get(i))
              : RowBatch.scatter(
                  buffers.get(firstOutput + output),
                  stage.outputs().get(output),
                  row,
                  positions,
                  current.length()));
    }
    return new Row(current.length(), tensors);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      stage.giveBack(buffers);
    }
  }
}
