package dev.thermocline.engine.stage.onnx;

import ai.onnxruntime.OrtException;
import dev.thermocline.engine.stage.NativeGate;
import dev.thermocline.engine.stage.ShutdownException;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workspaces of a chain of stages: as many as were ever in use at once, whatever the number of
 * stages. They are closed with the last stage.
 */
final class WorkspacePool {
  private static final Logger LOG = LoggerFactory.getLogger(WorkspacePool.class);

  private final NativeGate gate;
  private final ArrayDeque<Workspace> idle = new ArrayDeque<>();
  private int stages;
  private int lent;

  WorkspacePool(NativeGate gate) {
    this.gate = gate;
  }

  /** A stage of the chain is open. */
  synchronized void join() {
    stages++;
  }

  /** A stage of the chain is closed; to be called inside the gate. */
  synchronized void leave() {
    if (--stages > 0) {
      return;
    }
    if (lent > 0) {
      LOG.warn("{} outputs were not closed before the last stage of their chain", lent);
    }
    idle.forEach(Workspace::close);
    idle.clear();
  }

  /**
   * A workspace that nobody else uses until it is given back.
   *
   * @throws ShutdownException if the process is ending
   * @throws IllegalStateException if none can be made: no record is to blame
   */
  synchronized Workspace borrow() {
    Workspace workspace = idle.poll();
    if (workspace == null) {
      workspace = make();
    }
    lent++;
    return workspace;
  }

  private Workspace make() {
    try (NativeGate.Pass pass = gate.enter(NativeGate.CANNOT_END_EARLY)) {
      try {
        return new Workspace();
      } catch (OrtException e) {
        if (pass.ending()) {
          throw new ShutdownException(e);
        }
        throw new IllegalStateException("ONNX Runtime gives no run options: " + e.getMessage(), e);
      }
    }
  }

  synchronized void giveBack(Workspace workspace) {
    lent--;
    if (stages > 0) {
      idle.push(workspace);
      return;
    }
    try (NativeGate.Pass pass = gate.enter(NativeGate.CANNOT_END_EARLY)) {
      workspace.close();
    } catch (ShutdownException e) {
      LOG.debug("a workspace stays open to the end of the process", e);
    }
  }
}
