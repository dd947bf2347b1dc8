package dev.thermocline.cli.command;

import dev.thermocline.cli.progress.Progress;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what becomes of work in whose midst the process is told to end. */
final class Interruption {

  private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);

  private Interruption() {}

  /**
   * Does the work and returns what comes of it.
   *
   * @param progress hears the line when the process is told to end before that
   * @param line made only then
   */
  static <T> T toldOf(Callable<T> work, Progress progress, Supplier<String> line) throws Exception {
    Thread hook = new Thread(() -> progress.say(line.get()), "say-interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.call();
    } finally {
      forget(hook);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("the process is ending already and says so", e);
    }
  }
}
