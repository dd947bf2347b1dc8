package dev.thermocline.flink.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.flink.operator.LogLines;
import java.util.function.Supplier;
import org.apache.flink.runtime.io.network.api.writer.ResultPartitionWriter;
import org.apache.flink.runtime.io.network.partition.MockResultPartitionWriter;
import org.apache.flink.runtime.operators.testutils.DummyEnvironment;
import org.junit.jupiter.api.Test;

class FlinkTaskSignalsTest {

  @Test
  void theOutputIsAvailableWhenEveryWriterIs() {
    assertThat(signals(true, true).outputAvailable()).isTrue();
    assertThat(signals(true, false).outputAvailable()).isFalse();
    assertThat(signals().outputAvailable()).isTrue();
  }

  /** No other test may meet such a Flink: what is said once is said once per process. */
  @Test
  void aFlinkWithoutTheSignalsLeavesTheOutputAvailableAndIsSpokenOfOnce() {
    try (LogLines log = LogLines.of(FlinkTaskSignals.class)) {
      for (int subtask = 0; subtask < 3; subtask++) {
        TaskSignals signals = FlinkTaskSignals.of(task(FlinkTaskSignalsTest::noSuchMethod));

        assertThat(signals.outputAvailable()).isTrue();
        assertThat(signals.outputWaitMillis()).isZero();
        assertThat(signals.inputIdleMillis()).isZero();
      }

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("does not tell whether a task's output is available (getAllWriters)");
    }
  }

  private static ResultPartitionWriter[] noSuchMethod() {
    throw new NoSuchMethodError("getAllWriters");
  }

  private static TaskSignals signals(boolean... available) {
    ResultPartitionWriter[] writers = new ResultPartitionWriter[available.length];
    for (int i = 0; i < writers.length; i++) {
      boolean takes = available[i];
      writers[i] =
          new MockResultPartitionWriter() {
            @Override
            public boolean isAvailable() {
              return takes;
            }
          };
    }
    return FlinkTaskSignals.of(task(() -> writers));
  }

  private static DummyEnvironment task(Supplier<ResultPartitionWriter[]> writers) {
    return new DummyEnvironment() {
      @Override
      public ResultPartitionWriter[] getAllWriters() {
        return writers.get();
      }
    };
  }
}
