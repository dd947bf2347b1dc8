package dev.thermocline.cli.command;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps libraries that log through {@code java.util.logging} off the terminal. */
final class QuietLibraries {
  // Held, because the log manager keeps only weak references and would forget the level.
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  private QuietLibraries() {}

  static void silence() {
    TRIBUO.setLevel(Level.WARNING);
  }
}
