package dev.thermocline.flink.tuning;

import java.util.List;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;

/** Operator state that holds nothing yet. */
final class EmptyState {

  private EmptyState() {}

  static OperatorStateStore open() throws Exception {
    return new DefaultOperatorStateBackendBuilder(
            EmptyState.class.getClassLoader(),
            new ExecutionConfig(),
            false,
            List.of(),
            new CloseableRegistry())
        .build();
  }
}
