package dev.thermocline.cli.cluster;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job at one moment.
 *
 * @param id Flink's id of it
 * @param name its name
 * @param state Flink's state of it, such as {@code RUNNING}
 * @param allTasksRun whether every task runs, the operator's sessions opened
 * @param restarts restarts since it was submitted
 * @param inFlight records between admission and emission, over all subtasks
 * @param emitted records the operator has emitted since the last restart, over all subtasks
 * @param checkpoints its checkpoints
 */
public record JobView(
    String id,
    String name,
    String state,
    boolean allTasksRun,
    long restarts,
    long inFlight,
    long emitted,
    Checkpoints checkpoints) {

  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");

  /** Whether nothing of it will ever run again. */
  public boolean ended() {
    return ENDED.contains(state);
  }

  /** Whether it has ended over an error. */
  public boolean failed() {
    return state.equals("FAILED");
  }

  /**
   * The view in one line.
   *
   * @param nowMillis wall clock, for the age of the last checkpoint
   */
  public String line(long nowMillis) {
    String shown = state.equals("RUNNING") && !allTasksRun ? "STARTING" : state;
    return String.format(
        Locale.ROOT,
        "%s %-9s in flight %d, emitted %d, restarts %d, %s",
        name,
        shown,
        inFlight,
        emitted,
        restarts,
        checkpoints.describe(nowMillis));
  }

  /**
   * A job's checkpoints, savepoints among them.
   *
   * @param completed how many completed
   * @param failed how many failed; those triggered before every task ran among them
   * @param restored how often the job started from one
   * @param last the one completed last; null = none
   */
  public record Checkpoints(long completed, long failed, long restored, @Nullable Checkpoint last) {

    private String describe(long nowMillis) {
      String counts = "checkpoints %d (%d failed)".formatted(completed, failed);
      return last == null
          ? counts
          : String.format(
              Locale.ROOT,
              "%s, last %.1f s ago in %d ms, %d bytes",
              counts,
              (nowMillis - last.completedMillis()) / 1e3,
              last.durationMillis(),
              last.bytes());
    }
  }

  /**
   * A completed checkpoint.
   *
   * @param id its number
   * @param completedMillis wall clock of its completion
   * @param durationMillis from its trigger to its completion
   * @param bytes size of the state
   */
  public record Checkpoint(long id, long completedMillis, long durationMillis, long bytes) {}
}
