package dev.thermocline.cli.command;

import dev.thermocline.cli.replay.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code --trace-file} names. */
final class TraceFile {

  private TraceFile() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it is no file, or a line of it is no time
   */
  static Recording read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "--trace-file is " + file + ", which is not a file; give one with a time per line");
    }
    return Recording.read(file);
  }
}
