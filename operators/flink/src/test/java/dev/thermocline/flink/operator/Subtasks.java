package dev.thermocline.flink.operator;

import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.operator.EarlyExitHarness.Place;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** All subtasks of the operator; records go to the one that has their key, as in a job. */
final class Subtasks implements AutoCloseable {
  private final List<EarlyExitHarness> harnesses;

  private Subtasks(List<EarlyExitHarness> harnesses) {
    this.harnesses = harnesses;
  }

  /**
   * Opens subtasks that share what others wrote.
   *
   * @param snapshots of all subtasks of an earlier parallelism; empty to start afresh
   */
  static Subtasks open(
      int parallelism,
      Backend backend,
      EarlyExitSettings settings,
      List<OperatorSubtaskState> snapshots)
      throws Exception {
    List<EarlyExitHarness> harnesses = new ArrayList<>();
    for (int subtask = 0; subtask < parallelism; subtask++) {
      EarlyExitHarness harness =
          EarlyExitHarness.at(
              new Place(subtask, parallelism, backend),
              settings,
              snapshots.isEmpty() ? null : share(snapshots, parallelism, subtask),
              new ScriptedEngine().holdingAtMost(settings.inFlightMax()),
              EarlyExitHarness::textAndExit);
      harness.open();
      harnesses.add(harness);
    }
    return new Subtasks(harnesses);
  }

  private static OperatorSubtaskState share(
      List<OperatorSubtaskState> snapshots, int parallelism, int subtask) throws Exception {
    return AbstractStreamOperatorTestHarness.repartitionOperatorState(
        AbstractStreamOperatorTestHarness.repackageState(
            snapshots.toArray(OperatorSubtaskState[]::new)),
        EarlyExitHarness.MAX_PARALLELISM,
        snapshots.size(),
        parallelism,
        subtask);
  }

  List<EarlyExitHarness> all() {
    return harnesses;
  }

  EarlyExitHarness of(String key) {
    return harnesses.get(
        KeyGroupRangeAssignment.assignKeyToParallelOperator(
            key, EarlyExitHarness.MAX_PARALLELISM, harnesses.size()));
  }

  List<OperatorSubtaskState> checkpoint(long id) throws Exception {
    List<OperatorSubtaskState> snapshots = new ArrayList<>();
    for (EarlyExitHarness harness : harnesses) {
      snapshots.add(harness.checkpoint(id));
    }
    return snapshots;
  }

  /** Everything the subtasks gave downstream: records as text, failures too. */
  List<String> emitted() {
    List<String> emitted = new ArrayList<>();
    for (EarlyExitHarness harness : harnesses) {
      harness.emitted().stream()
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .forEach(emitted::add);
      emitted.addAll(harness.failures());
    }
    return emitted;
  }

  /** Ends them as a failed job does: what is in flight is dropped. */
  @Override
  public void close() throws Exception {
    for (EarlyExitHarness harness : harnesses) {
      harness.cancel();
    }
  }
}
