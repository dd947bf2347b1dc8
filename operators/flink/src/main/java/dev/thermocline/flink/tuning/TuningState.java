package dev.thermocline.flink.tuning;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;

/**
 * The settings in force in operator state. Every subtask writes what it knows and is restored to
 * what the one that was furthest knew: a checkpoint may lie between the subtasks' copies of a
 * command.
 */
public final class TuningState {

  /** Part of every checkpoint. */
  private static final String NAME = "tuning";

  private final ListState<Tuple2<Long, List<TuningCommand>>> state;

  /** Registers the state. */
  public TuningState(OperatorStateStore store) throws Exception {
    state =
        store.getUnionListState(
            new ListStateDescriptor<>(
                NAME,
                Types.TUPLE(Types.LONG, Types.LIST(TypeInformation.of(TuningCommand.class)))));
  }

  /**
   * The settings at the checkpoint the task starts from, without those that no rule allows any
   * longer; none where it starts from none.
   */
  public Tuning restore() throws Exception {
    Tuning latest = Tuning.NONE;
    for (Tuple2<Long, List<TuningCommand>> written : state.get()) {
      if (written.f0 > latest.offset()) {
        latest = Tuning.of(written.f0, TuningRules.written(written.f1));
      }
    }
    return latest;
  }

  /** Makes these the settings in state. */
  public void write(Tuning tuning) throws Exception {
    state.update(
        tuning.offset() < 0 ? List.of() : List.of(Tuple2.of(tuning.offset(), tuning.commands())));
  }
}
