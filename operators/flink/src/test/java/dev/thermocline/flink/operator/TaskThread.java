package dev.thermocline.flink.operator;

import java.util.Arrays;
import org.apache.flink.streaming.runtime.tasks.mailbox.MailboxExecutorImpl;

/** Watches a task thread from another thread. */
final class TaskThread {
  private TaskThread() {}

  /** Returns once the task waits in its mailbox. */
  static void awaitYield(Thread task) {
    while (!waits(task)) {
      Thread.onSpinWait();
    }
  }

  private static boolean waits(Thread task) {
    Thread.State state = task.getState();
    return (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)
        && Arrays.stream(task.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(MailboxExecutorImpl.class.getName()));
  }
}
