package dev.thermocline.engine.stage.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.RowBatch;
import dev.thermocline.engine.stage.Stage;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.StageOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A stage in an ONNX Runtime session. Inputs and outputs live in direct memory that is reused from
 * run to run; every tensor is closed in the call that made it, and the session is never closed in
 * the middle of a run.
 */
final class OnnxStage implements Stage {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final StageSpec spec;
  private final int classes;
  private final Handoff handoff;
  private final List<TensorSpec> outputs;
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
  private final ArrayDeque<Buffers> idle = new ArrayDeque<>();
  private boolean closed;

  /**
   * Wraps an open session.
   *
   * @param next the stage after this one; null for the last
   * @throws StageException if session and spec do not fit; the caller closes the session
   */
  OnnxStage(
      OrtEnvironment environment, OrtSession session, StageSpec spec, @Nullable StageSpec next)
      throws StageException {
    this.environment = environment;
    this.session = session;
    this.spec = spec;
    this.classes = checkTensors(session, spec);
    this.handoff = Handoff.between(spec, next);
    this.outputs = next == null ? List.of() : spec.outputs();
  }

  @Override
  public StageSpec spec() {
    return spec;
  }

  @Override
  public StageOutput run(List<Row> rows) throws StageException {
    gate.readLock().lock();
    try {
      if (closed) {
        throw new StageException(
            spec.index(), "is closed", new IllegalStateException("run after close"));
      }
      Buffers buffers = borrow();
      try {
        return run(rows, buffers);
      } catch (OrtException | IllegalArgumentException e) {
        giveBack(buffers);
        throw new StageException(
            spec.index(), "run of " + rows.size() + " rows failed: " + e.getMessage(), e);
      }
    } finally {
      gate.readLock().unlock();
    }
  }

  private StageOutput run(List<Row> rows, Buffers buffers) throws OrtException {
    int positions = RowBatch.positions(rows);
    int batch = rows.size();
    Map<String, OnnxTensor> inputs = new HashMap<>();
    Map<String, OnnxTensor> pinned = new HashMap<>();
    try {
      for (int i = 0; i < spec.inputs().size(); i++) {
        TensorSpec input = spec.inputs().get(i);
        RowBatch.gather(
            rows, i, input, positions, buffers.reserve(i, batch * input.rowBytes(positions)));
        inputs.put(input.name(), tensor(buffers, i, input, batch, positions));
      }
      int slot = spec.inputs().size();
      for (TensorSpec output : outputs) {
        buffers.reserve(slot, batch * output.rowBytes(positions));
        pinned.put(output.name(), tensor(buffers, slot, output, batch, positions));
        slot++;
      }
      buffers.reserve(slot, batch * classes * Float.BYTES);
      pinned.put(
          spec.logits(),
          buffers.tensor(environment, slot, ElementType.FLOAT32, new long[] {batch, classes}));
      session.run(inputs, Set.of(), pinned).close();
    } finally {
      inputs.values().forEach(OnnxTensor::close);
      pinned.values().forEach(OnnxTensor::close);
    }
    return new OnnxStageOutput(this, buffers, rows, positions);
  }

  private OnnxTensor tensor(Buffers buffers, int slot, TensorSpec tensor, int batch, int positions)
      throws OrtException {
    return buffers.tensor(
        environment, slot, tensor.type(), Buffers.shape(tensor, batch, positions));
  }

  int classes() {
    return classes;
  }

  Handoff handoff() {
    return handoff;
  }

  List<TensorSpec> outputs() {
    return outputs;
  }

  private Buffers borrow() {
    synchronized (idle) {
      Buffers buffers = idle.poll();
      return buffers == null ? new Buffers(spec.inputs().size() + outputs.size() + 1) : buffers;
    }
  }

  void giveBack(Buffers buffers) {
    synchronized (idle) {
      idle.push(buffers);
    }
  }

  @Override
  public void close() {
    gate.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("stage " + spec.index() + " did not close", e);
    } finally {
      gate.writeLock().unlock();
    }
  }

  private static int checkTensors(OrtSession session, StageSpec spec) throws StageException {
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
                + toString(shape)
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

  private static String toString(long[] shape) {
    return java.util.Arrays.toString(shape);
  }
}
