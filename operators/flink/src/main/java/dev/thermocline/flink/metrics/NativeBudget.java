package dev.thermocline.flink.metrics;

import dev.thermocline.engine.stage.onnx.NativeUse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.TaskManagerOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory outside heap and managed memory that a task manager sets aside for its tasks. Whoever
 * sizes a container goes by it; nothing holds native code to it.
 *
 * @param bytes value of {@code taskmanager.memory.task.off-heap.size}
 */
public record NativeBudget(long bytes) {
  private static final Logger LOG = LoggerFactory.getLogger(NativeBudget.class);

  /** One line for the subtasks of a job on a task manager, not one for each of them. */
  private static final AtomicBoolean SAID = new AtomicBoolean();

  /**
   * The budget of a task manager.
   *
   * @param taskManager what it was started with
   */
  public static NativeBudget of(ReadableConfig taskManager) {
    return new NativeBudget(taskManager.get(TaskManagerOptions.TASK_OFF_HEAP_MEMORY).getBytes());
  }

  /** Tells the log, once per job, what is held of it. */
  public void report(NativeUse held) {
    if (SAID.compareAndSet(false, true)) {
      LOG.info(
          "Open stages hold {} outside the heap, {} of it model files; {} is {}",
          size(held.bytes()),
          size(held.modelBytes()),
          TaskManagerOptions.TASK_OFF_HEAP_MEMORY.key(),
          size(bytes));
      warning(held).ifPresent(LOG::warn);
    }
  }

  /** What is wrong with it; empty where all that is held, and can be counted, is within it. */
  Optional<String> warning(NativeUse held) {
    if (held.bytes() <= bytes) {
      return Optional.empty();
    }
    String key = TaskManagerOptions.TASK_OFF_HEAP_MEMORY.key();
    return Optional.of(
        key
            + " is "
            + size(bytes)
            + "; allowed: more than the "
            + size(held.bytes())
            + " that model files and the inputs and outputs of runs take on this task manager, and"
            + " ONNX Runtime works with more; raise "
            + key
            + ", or a container sized by Flink's total is ended for its memory");
  }

  private static String size(long bytes) {
    return new MemorySize(bytes).toHumanReadableString();
  }
}
