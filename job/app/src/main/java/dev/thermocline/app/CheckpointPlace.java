package dev.thermocline.app;

import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where Flink will keep checkpoints, as far as that is known where the job is submitted. */
final class CheckpointPlace {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointPlace.class);

  private CheckpointPlace() {}

  /**
   * Warns where no place is known: checkpoints hold whole requests, and the job manager's memory,
   * Flink's default, takes few of them.
   *
   * @param flink what Flink is known to run with, the job's options among it
   * @return what to tell the user; empty where a place is known
   */
  static Optional<String> check(ReadableConfig flink) {
    if (flink.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY).isPresent()
        || flink.getOptional(CheckpointingOptions.CHECKPOINT_STORAGE).isPresent()) {
      return Optional.empty();
    }
    String warning =
        CheckpointingOptions.CHECKPOINTS_DIRECTORY.key()
            + " is not set; unless the cluster's own configuration sets it, checkpoints stay in the"
            + " job manager's memory and fail above 5 MiB per subtask: set it to a directory that"
            + " job manager and task managers share";
    LOG.warn(warning);
    return Optional.of(warning);
  }
}
