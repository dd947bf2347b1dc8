package dev.thermocline.flink.operator;

import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** What becomes of a job whose bundle or settings a task refuses. */
final class Refusals {
  private Refusals() {}

  /**
   * What is refused when a job starts ends it. A job that has run before had all it needs: this
   * machine may have it again, or another has it, so the restart strategy decides.
   *
   * @param restored whether the task starts from a checkpoint
   */
  static Exception ofStart(Exception refusal, boolean restored, TaskInfo task) {
    boolean ranBefore = restored || task.getAttemptNumber() > 0;
    return ranBefore ? refusal : new SuppressRestartsException(refusal);
  }
}
