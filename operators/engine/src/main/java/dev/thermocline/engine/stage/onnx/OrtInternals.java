package dev.thermocline.engine.stage.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What ONNX Runtime's Java layer keeps private and has to be told nevertheless. Where a version
 * differs a line in the log says what is lost.
 */
final class OrtInternals {
  private static final Logger LOG = LoggerFactory.getLogger(OrtInternals.class);
  private static final String NAME = "thermocline";
  private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");

  private OrtInternals() {}

  /**
   * Takes a reference to the native environment, which counts them, so that the Java layer's
   * shutdown hook cannot release it. Loads the library; to be called before the environment is
   * first asked for.
   *
   * @throws OrtException if ONNX Runtime cannot make an environment
   */
  static void referEnvironment(OrtLoggingLevel level) throws OrtException {
    try {
      long api = field("ortApiHandle").getLong(null);
      Method create =
          OrtEnvironment.class.getDeclaredMethod(
              "createHandle", long.class, int.class, String.class);
      create.setAccessible(true);
      create.invoke(null, api, level.getValue(), NAME);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      if (e.getCause() instanceof OrtException cause) {
        throw cause;
      }
      LOG.warn(
          "This version of ONNX Runtime does not let its environment be kept; a process that is"
              + " told to end in the middle of a call may crash. Use the version this was built"
              + " with.",
          e);
    }
  }

  /**
   * Deletes the libraries that were unpacked and are mapped by now. Left to itself the Java layer
   * deletes them when the process ends in good order, and never their directory.
   */
  static void deleteUnpackedLibraries() {
    try {
      if (field("tempDirectory").get(null) instanceof Path directory) {
        for (String library : LIBRARIES) {
          Files.deleteIfExists(directory.resolve(System.mapLibraryName(library)));
        }
      }
    } catch (ReflectiveOperationException | InaccessibleObjectException | IOException e) {
      LOG.info("ONNX Runtime's unpacked libraries stay until the process ends", e);
    }
  }

  private static Field field(String name) throws ReflectiveOperationException {
    Class<?> environment =
        Class.forName(OrtEnvironment.class.getName(), true, OrtEnvironment.class.getClassLoader());
    Field field =
        Class.forName("ai.onnxruntime.OnnxRuntime", true, environment.getClassLoader())
            .getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
