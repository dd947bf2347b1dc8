package dev.thermocline.engine.stage.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.thermocline.engine.stage.NativeGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A counted session on the CPU and the watch it keeps at the gate. */
final class OnnxSession {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final long modelBytes;
  private final NativeGate.Watch watch;

  private OnnxSession(
      OrtEnvironment environment, OrtSession session, long modelBytes, NativeGate.Watch watch) {
    this.environment = environment;
    this.session = session;
    this.modelBytes = modelBytes;
    this.watch = watch;
    NativeCounts.SESSIONS.increment();
    NativeCounts.MODEL_BYTES.add(modelBytes);
  }

  /**
   * Loads a model by path, so that its weights are held once; to be called inside the gate.
   *
   * @param watch closed with the session
   */
  static OnnxSession open(Path file, NativeGate.Watch watch) throws OrtException, IOException {
    OrtEnvironment environment = KeptEnvironment.get();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      // Batches differ in shape; an arena keeps for good what the largest of them took.
      options.setCPUArenaAllocator(false);
      options.setMemoryPatternOptimization(false);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      long modelBytes = Files.size(file);
      return new OnnxSession(
          environment, environment.createSession(file.toString(), options), modelBytes, watch);
    }
  }

  OrtEnvironment environment() {
    return environment;
  }

  OrtSession session() {
    return session;
  }

  /** Closes the session, inside the gate, and its watch; no run may be under way. */
  void close() throws OrtException {
    try {
      session.close();
      NativeCounts.SESSIONS.decrement();
      NativeCounts.MODEL_BYTES.add(-modelBytes);
    } finally {
      watch.close();
    }
  }
}
