package dev.thermocline.engine.stage.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import dev.thermocline.engine.stage.ShutdownException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's environment, kept to the end of the process. ONNX Runtime's Java layer releases it
 * in a shutdown hook, beside runs and other hooks that still use it; a reference of our own, taken
 * before the Java layer takes the first, makes that harmless.
 */
final class KeptEnvironment {
  private static final Logger LOG = LoggerFactory.getLogger(KeptEnvironment.class);

  private static @Nullable OrtEnvironment environment;

  private KeptEnvironment() {}

  /**
   * The environment, made at the first call.
   *
   * @throws OrtException if it cannot be made
   * @throws ShutdownException if the process is ending, so that none is made any more
   */
  static synchronized OrtEnvironment get() throws OrtException {
    if (environment == null) {
      OrtInternals.referEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING);
      OrtInternals.deleteUnpackedLibraries();
      environment = create();
    }
    return environment;
  }

  private static OrtEnvironment create() throws OrtException {
    try {
      return createWithoutHook();
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof OrtException cause) {
        throw cause;
      }
      // Its shutdown hook is refused.
      throw new ShutdownException(e);
    }
  }

  /**
   * Takes the shutdown hook away again where the JVM lets it be seen: a hook is a thread, and a
   * thread holds the class loaders of those that made it, here the first job's.
   */
  private static OrtEnvironment createWithoutHook() {
    Field hooks;
    try {
      hooks = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
      hooks.setAccessible(true);
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      LOG.info(
          "The classes of this job stay loaded until the process ends, held by a shutdown hook of"
              + " ONNX Runtime; start Java with --add-opens=java.base/java.lang=ALL-UNNAMED to"
              + " have it removed",
          e);
      return OrtEnvironment.getEnvironment();
    }
    // Both locks, in the order in which making the environment takes them.
    synchronized (OrtEnvironment.class) {
      synchronized (hooks.getDeclaringClass()) {
        Set<Thread> before = registered(hooks);
        OrtEnvironment made = OrtEnvironment.getEnvironment();
        Set<Thread> added = registered(hooks);
        added.removeAll(before);
        remove(added);
        return made;
      }
    }
  }

  /** Others' hooks are none of ours: removes the one that ONNX Runtime added, if it is known. */
  static void remove(Set<Thread> added) {
    if (added.size() == 1) {
      Thread hook = added.iterator().next();
      if (isOnnxRuntimes(hook)) {
        Runtime.getRuntime().removeShutdownHook(hook);
        return;
      }
    }
    LOG.info(
        "The classes of this job stay loaded until the process ends: which of the shutdown hooks {}"
            + " is ONNX Runtime's is not known",
        added);
  }

  private static boolean isOnnxRuntimes(Thread hook) {
    try {
      Object task = task(hook);
      return task != null && task.getClass().getName().startsWith(OrtEnvironment.class.getName());
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      LOG.debug("what {} runs cannot be read", hook, e);
      return false;
    }
  }

  /** What a thread was made to run; the field moved in JDK 19. */
  private static @Nullable Object task(Thread thread) throws ReflectiveOperationException {
    for (Field field : Thread.class.getDeclaredFields()) {
      if (field.getName().equals("target")) {
        field.setAccessible(true);
        return field.get(thread);
      }
    }
    Field holder = Thread.class.getDeclaredField("holder");
    holder.setAccessible(true);
    Object held = holder.get(thread);
    if (held == null) {
      return null;
    }
    Field task = held.getClass().getDeclaredField("task");
    task.setAccessible(true);
    return task.get(held);
  }

  private static Set<Thread> registered(Field hooks) {
    Set<Thread> threads = new HashSet<>();
    try {
      if (hooks.get(null) instanceof Map<?, ?> map) {
        map.keySet().forEach(hook -> threads.add((Thread) hook));
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError("the field has been made accessible", e);
    }
    return threads;
  }
}
