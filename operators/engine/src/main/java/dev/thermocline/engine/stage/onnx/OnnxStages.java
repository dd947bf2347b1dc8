package dev.thermocline.engine.stage.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.HeadSpec;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.stage.Stage;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.StageFactory;
import java.nio.file.Path;

/**
 * Opens stages as ONNX Runtime sessions on the CPU, loaded by path so that weights are mapped once.
 * One intra-op thread without spinning: lanes are the unit of parallelism.
 */
public final class OnnxStages implements StageFactory {

  @Override
  public Stage open(Bundle bundle, int index, String device) throws StageException {
    StageSpec spec = bundle.stages().get(index - 1);
    if (!device.equals("cpu")) {
      String message = "device is " + device + "; allowed is cpu";
      throw new StageException(index, message, new IllegalArgumentException(message));
    }
    StageSpec next = index == bundle.stages().size() ? null : bundle.stages().get(index);
    Path file = bundle.directory().resolve(spec.file());
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      OrtSession session = environment.createSession(file.toString(), options);
      try {
        OnnxStage stage = new OnnxStage(environment, session, spec, next);
        checkLabels(bundle, index, stage.classes());
        return stage;
      } catch (StageException e) {
        session.close();
        throw e;
      }
    } catch (OrtException e) {
      throw new StageException(index, file + " cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static void checkLabels(Bundle bundle, int index, int classes) throws StageException {
    boolean classifier = bundle.heads().get(index - 1).type().equals(HeadSpec.CLASSIFIER);
    if (classifier && classes != bundle.labels().size()) {
      String message =
          "head gives "
              + classes
              + " logits but the bundle has "
              + bundle.labels().size()
              + " labels; both must be equal, build the bundle again";
      throw new StageException(index, message, new IllegalArgumentException(message));
    }
  }
}
