package dev.thermocline.builder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Care for directories that are written to. */
final class OutputFolder {
  private OutputFolder() {}

  /** Refuses a directory that holds anything, so that no old file ends up in a new bundle. */
  static void requireFree(Path directory) throws BuildException, IOException {
    if (!Files.exists(directory)) {
      return;
    }
    if (!Files.isDirectory(directory)) {
      throw new BuildException("out is " + directory + ", a file; give a directory");
    }
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new BuildException(
            "out is " + directory + ", which is not empty; give a new directory or empty it");
      }
    }
  }

  /** Deletes what is in a directory, not the directory itself. */
  static void clear(Path directory) throws IOException {
    List<Path> entries;
    try (Stream<Path> list = Files.list(directory)) {
      entries = list.toList();
    }
    for (Path entry : entries) {
      delete(entry);
    }
  }

  static void delete(Path directory) throws IOException {
    List<Path> entries;
    try (Stream<Path> walk = Files.walk(directory)) {
      entries = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : entries) {
      Files.delete(entry);
    }
  }
}
