package dev.thermocline.cli.cluster;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/**
 * What a savepoint itself says of the job that wrote it.
 *
 * @param path as {@code deploy/cluster stop-job} prints it
 * @param checkpoint its number among the job's checkpoints
 * @param parallelism of the early-exit operator when it was written
 */
record Savepoint(String path, long checkpoint, int parallelism) {

  private static final String OPERATOR = "early-exit";
  private static final Pattern HELD =
      Pattern.compile("Checkpoint (\\d+) holds (\\d+) records in flight");
  private static final Pattern RESTORED = Pattern.compile("Runs (\\d+) restored records again");

  static Savepoint read(String path) throws IOException {
    Path file = Path.of(URI.create(path).getPath()).resolve("_metadata");
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      CheckpointMetadata metadata =
          Checkpoints.loadCheckpointMetadata(in, Savepoint.class.getClassLoader(), path);
      return new Savepoint(path, metadata.getCheckpointId(), parallelism(metadata));
    }
  }

  private static int parallelism(CheckpointMetadata metadata) {
    return metadata.getOperatorStates().stream()
        .filter(operator -> operator.getOperatorUid().filter(OPERATOR::equals).isPresent())
        .mapToInt(OperatorState::getParallelism)
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("no " + OPERATOR + " in " + metadata.getOperatorStates()));
  }

  /**
   * Records in flight it holds, over all subtasks. A subtask without any logs nothing.
   *
   * @param log of all task managers; of the jobs in it only this savepoint's may have got as far as
   *     its number
   */
  long recordsInFlight(List<String> log) {
    return log.stream()
        .map(HELD::matcher)
        .filter(Matcher::find)
        .filter(line -> Long.parseLong(line.group(1)) == checkpoint)
        .mapToLong(line -> Long.parseLong(line.group(2)))
        .sum();
  }

  /** Records that jobs which started from a savepoint have run again, in all of the log. */
  static long recordsRunAgain(List<String> log) {
    return log.stream()
        .map(RESTORED::matcher)
        .filter(Matcher::find)
        .mapToLong(line -> Long.parseLong(line.group(1)))
        .sum();
  }
}
