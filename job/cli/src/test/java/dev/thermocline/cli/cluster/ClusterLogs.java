package dev.thermocline.cli.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the processes of a cluster wrote.
 *
 * @param directory where their logs are
 */
record ClusterLogs(Path directory) {

  /** What the processes of that kind logged, such as {@code tm} for all task managers. */
  List<String> of(String kind) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : named(kind + "\\d*\\.log")) {
      lines.addAll(Files.readAllLines(file));
    }
    return lines;
  }

  /** Reports of crashes in native code. */
  List<Path> crashReports() throws IOException {
    return named("hs_err.*");
  }

  private List<Path> named(String pattern) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().matches(pattern)).sorted().toList();
    }
  }
}
