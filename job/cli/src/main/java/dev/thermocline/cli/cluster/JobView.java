package dev.thermocline.cli.cluster;

import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
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
 * @param depth how deep its records run; null until every task runs and Flink knows
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
    @Nullable Depth depth,
    Checkpoints checkpoints) {

  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");

  /** Whether nothing of it will ever run again. */
  public boolean ended() {
    return ended(state);
  }

  static boolean ended(String state) {
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
        "%s %-9s %sin flight %d, emitted %d, restarts %d, %s",
        name,
        shown,
        depth == null ? "" : depth.describe() + ", ",
        inFlight,
        emitted,
        restarts,
        checkpoints.describe(nowMillis));
  }

  /**
   * How deep a job's records run.
   *
   * @param rung mean of what the subtasks decided last, k + f for a mixture of rungs k and k + 1
   * @param constraints what keeps the depth there, in how many subtasks each
   * @param offeredRate records per second that arrive in the source, over all subtasks; NaN where a
   *     subtask does not know
   */
  public record Depth(double rung, SortedMap<String, Integer> constraints, double offeredRate) {

    private String describe() {
      return String.format(
          Locale.ROOT,
          "rung %.1f%s, %s",
          rung,
          constraints.isEmpty() ? "" : " by " + binding(),
          Double.isNaN(offeredRate)
              ? "offered rate unknown"
              : String.format(Locale.ROOT, "%.0f records/s offered", offeredRate));
    }

    private String binding() {
      return constraints.size() == 1
          ? constraints.firstKey()
          : constraints.entrySet().stream()
              .map(each -> each.getKey() + " (" + each.getValue() + ")")
              .collect(Collectors.joining(", "));
    }
  }

  /**
   * A job's checkpoints, savepoints among them. Flink counts as failed also those that it did not
   * begin, as it begins none before every task runs; those it began are in its history, if they are
   * among the last.
   *
   * @param completed how many completed
   * @param notCompleted how many Flink counts as failed, begun or not
   * @param recent how many of those that have ended are in the history
   * @param recentFailed how many of these failed
   * @param restored how often the job started from one
   * @param last the one completed last; null = none
   */
  public record Checkpoints(
      long completed,
      long notCompleted,
      int recent,
      int recentFailed,
      long restored,
      @Nullable Checkpoint last) {

    private String describe(long nowMillis) {
      if (completed == 0 && recentFailed == 0) {
        return notCompleted == 0
            ? "no checkpoint yet"
            : "no checkpoint yet (%d not begun)".formatted(notCompleted);
      }
      String failures =
          recentFailed == 0 ? "" : " (%d of the last %d failed)".formatted(recentFailed, recent);
      String counts = "checkpoints %d%s".formatted(completed, failures);
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
