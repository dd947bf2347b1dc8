package dev.thermocline.flink.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.ControllerState;
import dev.thermocline.engine.control.PartitionRate;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.junit.jupiter.api.Test;

class ControlStateTest {
  private final OperatorStateBackend store = store();

  @Test
  void aFirstStartHasNothingToGoOnFrom() throws Exception {
    assertThat(new ControlState(store, 0, 1).restore()).isEmpty();
  }

  @Test
  void atTheSameParallelismEachSubtaskGoesOnFromItsOwn() throws Exception {
    ControlSnapshot second = snapshot(0.2, 1.7, new PartitionRate(3, 1_700_000_000_123L, 41.5, 44));
    unite(List.of(written(0, 2, snapshot(0.1, 1.1)), written(1, 2, second)));

    assertThat(new ControlState(store, 1, 2).restore()).contains(second);
  }

  @Test
  void atAnotherParallelismMediansOfIntegralAndScaleStay() throws Exception {
    unite(
        List.of(
            written(0, 3, snapshot(0.3, 1.1)),
            written(1, 3, snapshot(-0.2, 4.0)),
            written(2, 3, snapshot(0.1, 1.3, new PartitionRate(0, 5, 1, 1)))));

    ControlSnapshot restored = new ControlState(store, 0, 2).restore().orElseThrow();

    assertThat(restored.controller().mode()).isEqualTo(ControlMode.PI_AGE);
    assertThat(restored.controller().integral()).isEqualTo(0.1);
    assertThat(restored.controller().logCost()).isNaN();
    assertThat(restored.costScale()).isEqualTo(1.3);
    assertThat(restored.rates()).isEmpty();
  }

  @Test
  void aNewerFormatIsNotReadAsThisOne() throws Exception {
    double[] newer = written(0, 1, snapshot(0.1, 1.1));
    newer[0] = 2;
    unite(List.of(newer));

    assertThat(new ControlState(store, 0, 1).restore()).isEmpty();
  }

  private static ControlSnapshot snapshot(double integral, double scale, PartitionRate... rates) {
    return new ControlSnapshot(
        new ControllerState(ControlMode.PI_AGE, integral, -0.4, 88, 0.7), scale, List.of(rates));
  }

  /** What a subtask leaves in the state. */
  private static double[] written(int subtask, int parallelism, ControlSnapshot snapshot)
      throws Exception {
    OperatorStateBackend own = store();
    new ControlState(own, subtask, parallelism).write(snapshot);
    return own.getUnionListState(descriptor()).get().iterator().next();
  }

  private void unite(List<double[]> subtasks) throws Exception {
    store.getUnionListState(descriptor()).update(new ArrayList<>(subtasks));
  }

  private static ListStateDescriptor<double[]> descriptor() {
    return new ListStateDescriptor<>(
        "depth-control", PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  private static OperatorStateBackend store() {
    try {
      return new DefaultOperatorStateBackendBuilder(
              ControlStateTest.class.getClassLoader(),
              new ExecutionConfig(),
              false,
              List.of(),
              new org.apache.flink.core.fs.CloseableRegistry())
          .build();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
