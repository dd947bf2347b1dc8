package dev.thermocline.engine.stage.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.HeadSpec;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.stage.NativeGate;
import dev.thermocline.engine.stage.ShutdownException;
import dev.thermocline.engine.stage.Stage;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.StageFactory;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Opens stages as ONNX Runtime sessions on the CPU with one intra-op thread without spinning: lanes
 * are the unit of parallelism. The stages of one factory share the memory of their runs.
 */
public final class OnnxStages implements StageFactory {
  private final NativeGate gate;
  private final WorkspacePool pool;

  /**
   * A factory.
   *
   * @param gate passed by every call into ONNX Runtime; watches while a session is open
   */
  public OnnxStages(NativeGate gate) {
    this.gate = gate;
    this.pool = new WorkspacePool(gate);
  }

  /**
   * The class loader that ONNX Runtime's classes come from; null for the JVM's own. Looking it up
   * loads no native code.
   *
   * @throws NoClassDefFoundError if ONNX Runtime is not on the class path
   */
  public static @Nullable ClassLoader runtimeLoader() {
    return OrtEnvironment.class.getClassLoader();
  }

  @Override
  public Stage open(Bundle bundle, int index, String device) throws StageException {
    if (!device.equals("cpu")) {
      throw refused(index, "device is " + device + "; allowed is cpu");
    }
    NativeGate.Watch watch = gate.watch();
    boolean opened = false;
    try (NativeGate.Pass pass = gate.enter(NativeGate.CANNOT_END_EARLY)) {
      Stage stage = open(bundle, index, watch, pass);
      opened = true;
      return stage;
    } finally {
      if (!opened) {
        watch.close();
      }
    }
  }

  private Stage open(Bundle bundle, int index, NativeGate.Watch watch, NativeGate.Pass pass)
      throws StageException {
    StageSpec spec = bundle.stages().get(index - 1);
    StageSpec next = index == bundle.stages().size() ? null : bundle.stages().get(index);
    Path file = bundle.directory().resolve(spec.file());
    try {
      OnnxSession session = OnnxSession.open(file, watch);
      boolean fits = false;
      try {
        StageTensors tensors = StageTensors.of(session.session(), spec, next);
        checkLabels(bundle, index, tensors.classes());
        fits = true;
        return new OnnxStage(spec, tensors, session, gate, pool);
      } finally {
        if (!fits) {
          session.close();
        }
      }
    } catch (OrtException | IOException e) {
      if (pass.ending()) {
        throw new ShutdownException(e);
      }
      throw new StageException(index, file + " cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static void checkLabels(Bundle bundle, int index, int classes) throws StageException {
    boolean classifier = bundle.heads().get(index - 1).type().equals(HeadSpec.CLASSIFIER);
    if (classifier && classes != bundle.labels().size()) {
      throw refused(
          index,
          "head gives "
              + classes
              + " logits but the bundle has "
              + bundle.labels().size()
              + " labels; both must be equal, build the bundle again");
    }
  }

  private static StageException refused(int index, String message) {
    return new StageException(index, message, new IllegalArgumentException(message));
  }
}
