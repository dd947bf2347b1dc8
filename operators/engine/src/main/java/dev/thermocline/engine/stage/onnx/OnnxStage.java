package dev.thermocline.engine.stage.onnx;

import ai.onnxruntime.OrtException;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import dev.thermocline.engine.stage.NativeGate;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.RowBatch;
import dev.thermocline.engine.stage.ShutdownException;
import dev.thermocline.engine.stage.Stage;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.StageOutput;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stage in an ONNX Runtime session. Inputs and outputs live in direct memory that is reused from
 * run to run; every tensor is closed in the call that made it, the session is never closed in the
 * middle of a run, and every call into ONNX Runtime is inside the gate.
 */
final class OnnxStage implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxStage.class);

  /** How ONNX Runtime says that an allocation failed; its error codes do not tell. */
  private static final String OUT_OF_MEMORY = "bad_alloc";

  private final StageSpec spec;
  private final StageTensors tensors;
  private final OnnxSession session;
  private final NativeGate gate;
  private final WorkspacePool pool;
  private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * Takes charge of an open session.
   *
   * @param pool shared with the other stages of the chain
   */
  OnnxStage(
      StageSpec spec,
      StageTensors tensors,
      OnnxSession session,
      NativeGate gate,
      WorkspacePool pool) {
    this.spec = spec;
    this.tensors = tensors;
    this.session = session;
    this.gate = gate;
    this.pool = pool;
    pool.join();
  }

  @Override
  public StageSpec spec() {
    return spec;
  }

  StageTensors tensors() {
    return tensors;
  }

  @Override
  public StageOutput run(List<Row> rows) throws StageException {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException(
            "stage " + spec.index() + " is closed; run it before close");
      }
      return runOpen(rows);
    } finally {
      use.readLock().unlock();
    }
  }

  private StageOutput runOpen(List<Row> rows) throws StageException {
    Workspace workspace = pool.borrow();
    boolean done = false;
    try (NativeGate.Pass pass = gate.enter(workspace.endingEarly())) {
      OnnxStageOutput output = run(rows, workspace, pass);
      done = true;
      return output;
    } finally {
      if (!done) {
        pool.giveBack(workspace);
      }
    }
  }

  private OnnxStageOutput run(List<Row> rows, Workspace workspace, NativeGate.Pass pass)
      throws StageException {
    int positions = RowBatch.positions(rows);
    try (OnnxRun run = new OnnxRun(session.environment())) {
      workspace.lay(tensors.all(), rows.size(), positions);
      for (int i = 0; i < tensors.all().size(); i++) {
        TensorSpec tensor = tensors.all().get(i);
        long[] shape = tensors.shape(i, rows.size(), positions);
        if (i < tensors.inputs()) {
          RowBatch.gather(rows, i, tensor, positions, workspace.tensor(i));
          run.input(tensor.name(), tensor.type(), shape, workspace.tensor(i));
        } else {
          run.output(tensor.name(), tensor.type(), shape, workspace.tensor(i));
        }
      }
      run.run(session.session(), workspace.options());
      return new OnnxStageOutput(this, workspace, rows, positions);
    } catch (OrtException | IllegalArgumentException e) {
      if (pass.ending()) {
        throw new ShutdownException(e);
      }
      throw fault(rows.size(), e);
    }
  }

  /**
   * What a failed run means. A batch that finds no memory may fit row by row; a row that finds none
   * alone is not to blame, for rows are cut to the model's length.
   */
  private StageException fault(int rows, Exception cause) {
    if (rows == 1 && String.valueOf(cause.getMessage()).contains(OUT_OF_MEMORY)) {
      throw new IllegalStateException(
          "stage "
              + spec.index()
              + " finds no native memory for a single row: "
              + cause.getMessage()
              + "; give the process more memory outside the heap",
          cause);
    }
    return new StageException(
        spec.index(), "run of " + rows + " rows failed: " + cause.getMessage(), cause);
  }

  void giveBack(Workspace workspace) {
    pool.giveBack(workspace);
  }

  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        closeSession();
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  private void closeSession() {
    try (NativeGate.Pass pass = gate.enter(NativeGate.CANNOT_END_EARLY)) {
      pool.leave();
      session.close();
    } catch (ShutdownException e) {
      LOG.debug("stage {} stays open to the end of the process", spec.index(), e);
    } catch (OrtException e) {
      throw new IllegalStateException("stage " + spec.index() + " did not close", e);
    }
  }
}
