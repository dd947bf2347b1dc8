package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.input.InputException;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.operator.EarlyExitHarness.Place;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a snapshot holds of the records in flight, and what a restore makes of it. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Backend.class)
class SnapshotTest {
  private static final EarlyExitSettings SETTINGS = TestSettings.operator(true, 64);

  @Parameter Backend backend = Backend.HEAP;

  @Test
  void aSnapshotDoesNotWaitForTheEngineAndARestoreRunsEverythingInFlightAgain() throws Exception {
    OperatorSubtaskState snapshot;
    try (EarlyExitHarness harness = open()) {
      harness.record("a", "one", 1);
      harness.record("b", "two");
      harness.record("a", "three", 3);

      snapshot = harness.checkpoint(1);

      assertThat(harness.emitted()).isEmpty();
      harness.cancel();
    }

    try (EarlyExitHarness restored = restored(snapshot)) {
      assertThat(restored.cascade().submitted()).containsExactly("one", "two", "three");
      restored.cascade().answerAll(2);
      restored.runMails();
      assertThat(restored.getOutput())
          .containsExactlyInAnyOrder(
              new StreamRecord<>("one@2", 1),
              new StreamRecord<>("two@2"),
              new StreamRecord<>("three@2", 3));
      assertThat(restored.emitted()).containsSubsequence("one@2", "three@2");
    }
  }

  @Test
  void whatWasEmittedBeforeTheSnapshotIsNotInIt() throws Exception {
    OperatorSubtaskState snapshot;
    try (EarlyExitHarness harness = open()) {
      harness.record("a", "gone");
      harness.record("a", "stays");
      harness.cascade().answer(1, "gone");
      harness.runMails();

      snapshot = harness.checkpoint(1);
      harness.cancel();
    }

    assertThat(submittedAfter(snapshot)).containsExactly("stays");
  }

  @Test
  void whatIsCompleteOrFailedButHeldBackByItsKeyIsInTheSnapshot() throws Exception {
    OperatorSubtaskState snapshot;
    try (EarlyExitHarness harness = open()) {
      harness.record("a", "slow");
      harness.record("a", "done");
      harness.record("a", "failed");
      harness.record("a", "");
      harness.cascade().answer(1, "done");
      harness.cascade().fail("failed", 2, new InputException("non-finite"));
      harness.runMails();

      snapshot = harness.checkpoint(1);
      harness.cancel();
    }

    try (EarlyExitHarness restored = restored(snapshot)) {
      assertThat(restored.cascade().submitted()).containsExactly("slow", "done", "failed");
      restored.cascade().fail("failed", 2, new InputException("non-finite"));
      restored.cascade().answer(3, "slow", "done");
      restored.runMails();
      assertThat(restored.emitted()).containsExactly("slow@3", "done@3");
      assertThat(restored.failures()).containsExactly("failed!2", "!0");
    }
  }

  @Test
  void aSecondSnapshotForgetsWhatHasLeftSince() throws Exception {
    OperatorSubtaskState snapshot;
    try (EarlyExitHarness harness = open()) {
      harness.record("a", "one");
      harness.record("b", "two");
      harness.record("b", "three");
      harness.checkpoint(1);
      harness.cascade().answer(1, "one", "two");
      harness.runMails();

      snapshot = harness.checkpoint(2);
      harness.cancel();
    }

    assertThat(submittedAfter(snapshot)).containsExactly("three");
  }

  @Test
  void aSnapshotWithNothingInFlightLeavesNothingToRunAgain() throws Exception {
    OperatorSubtaskState snapshot;
    try (EarlyExitHarness harness = open()) {
      harness.record("a", "one");
      harness.checkpoint(1);
      harness.cascade().answer(1, "one");
      harness.runMails();

      snapshot = harness.checkpoint(2);
      harness.cancel();
    }

    assertThat(submittedAfter(snapshot)).isEmpty();
  }

  @Test
  void aSnapshotRightAfterARestoreHoldsTheSameRecordsInTheSameOrder() throws Exception {
    OperatorSubtaskState first;
    try (EarlyExitHarness harness = open()) {
      harness.record("a", "one");
      harness.record("b", "two");
      harness.record("a", "three");
      first = harness.checkpoint(1);
      harness.cancel();
    }

    OperatorSubtaskState second;
    try (EarlyExitHarness harness = restored(first)) {
      second = harness.checkpoint(2);
      harness.cancel();
    }

    assertThat(submittedAfter(second)).containsExactly("one", "two", "three");
  }

  @Test
  void aSnapshotPutsTheCurrentKeyBack() throws Exception {
    try (EarlyExitHarness harness = open()) {
      harness.record("b", "two");
      harness.record("c", "three");
      harness.record("a", "one");
      harness.cascade().answer(1, "one");
      harness.runMails();

      harness.checkpoint(1);

      assertThat(harness.getOperator().getCurrentKey()).isEqualTo("a");
    }
  }

  private EarlyExitHarness open() throws Exception {
    return restored(null);
  }

  private EarlyExitHarness restored(@Nullable OperatorSubtaskState snapshot) throws Exception {
    EarlyExitHarness harness = EarlyExitHarness.at(Place.alone(backend), SETTINGS, snapshot);
    harness.open();
    return harness;
  }

  private List<String> submittedAfter(OperatorSubtaskState snapshot) throws Exception {
    try (EarlyExitHarness harness = restored(snapshot)) {
      return harness.cascade().submitted();
    }
  }
}
