package dev.thermocline.flink.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.stage.onnx.NativeUse;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;

class NativeBudgetTest {
  private static final NativeUse HELD = new NativeUse(3, 0, 0, 1, mebibytes(140), mebibytes(10));

  private static long mebibytes(int count) {
    return MemorySize.ofMebiBytes(count).getBytes();
  }

  @Test
  void isWhatTheTaskManagerSetsAsideForItsTasks() {
    Configuration taskManager = new Configuration();
    taskManager.set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(256));

    assertThat(NativeBudget.of(taskManager).bytes()).isEqualTo(mebibytes(256));
    assertThat(NativeBudget.of(new Configuration()).bytes()).as("Flink's default").isZero();
  }

  @Test
  void sufficesForAllThatIsHeld() {
    assertThat(new NativeBudget(HELD.bytes()).warning(HELD)).isEmpty();
  }

  @Test
  void thatDoesNotSufficeIsToldWithBothFiguresAndTheMend() {
    assertThat(new NativeBudget(mebibytes(128)).warning(HELD))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .startsWith("taskmanager.memory.task.off-heap.size is 128.000mb")
                    .contains("more than the 150.000mb", "raise taskmanager.memory")
                    .hasLineCount(1));
  }
}
