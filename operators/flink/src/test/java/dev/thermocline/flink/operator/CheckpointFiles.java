package dev.thermocline.flink.operator;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;

/** Checkpoints as a job leaves them in a directory. */
final class CheckpointFiles {
  private CheckpointFiles() {}

  /**
   * The last complete one.
   *
   * @param ofJob the job's folder in the directory of checkpoints
   */
  static Path last(Path ofJob) throws IOException {
    try (Stream<Path> files = Files.list(ofJob)) {
      return files
          .filter(path -> Files.exists(path.resolve("_metadata")))
          .max(
              Comparator.comparingInt(
                  path -> Integer.parseInt(path.getFileName().toString().substring(4))))
          .orElseThrow();
    }
  }

  /** Bytes on the way into tasks that a checkpoint holds. */
  static long inChannels(Path checkpoint) throws IOException {
    try (DataInputStream in =
        new DataInputStream(Files.newInputStream(checkpoint.resolve("_metadata")))) {
      return Checkpoints.loadCheckpointMetadata(
              in, CheckpointFiles.class.getClassLoader(), checkpoint.toString())
          .getOperatorStates()
          .stream()
          .flatMap(operator -> operator.getStates().stream())
          .mapToLong(subtask -> subtask.getInputChannelState().getStateSize())
          .sum();
    }
  }
}
