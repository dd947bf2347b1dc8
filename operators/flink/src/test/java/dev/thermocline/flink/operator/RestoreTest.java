package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.input.InputException;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.operator.EarlyExitHarness.Place;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributesBuilder;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What follows a restore, and what a snapshot leaves as it was. */
@Timeout(60)
class RestoreTest {
  private static final EarlyExitSettings SETTINGS = TestSettings.operator(true, 64);

  @Test
  void whenMoreThanTheCapComesBackOpeningLetsResultsLeaveUntilTheRestFits() throws Exception {
    OperatorSubtaskState snapshot = snapshotOf("one", "two", "three", "four", "five");

    try (EarlyExitHarness harness =
        EarlyExitHarness.at(
            Place.ALONE,
            TestSettings.operator(true, 2),
            snapshot,
            new ScriptedEngine().holdingAtMost(2),
            EarlyExitHarness::textAndExit)) {
      harness.open();

      assertThat(harness.cascade().submitted())
          .containsExactly("one", "two", "three", "four", "five");
      assertThat(harness.emitted()).containsExactly("one@1", "two@1", "three@1");
      assertThat(harness.checkpoint(2)).isNotNull();
      harness.cancel();
    }
  }

  @Test
  void whenHeavierRecordsComeBackThanMayBeInFlightTheyRunOneByOne() throws Exception {
    OperatorSubtaskState snapshot = snapshotOf("one", "two", "three");

    try (EarlyExitHarness harness =
        EarlyExitHarness.at(
            Place.ALONE,
            TestSettings.within(1, SETTINGS),
            snapshot,
            new ScriptedEngine().holdingAtMost(1),
            EarlyExitHarness::textAndExit)) {
      harness.open();

      assertThat(harness.cascade().submitted()).containsExactly("one", "two", "three");
      assertThat(harness.emitted()).containsExactly("one@1", "two@1");
      assertThat(harness.checkpoint(2)).isNotNull();
      harness.cancel();
    }
  }

  @Test
  void aLaneThatDiesWhileOpeningWaitsFailsTheTaskAndEverythingIsClosed() throws Exception {
    EarlyExitHarness harness =
        EarlyExitHarness.at(Place.ALONE, TestSettings.operator(true, 1), snapshotOf("one", "two"));
    Thread task = Thread.currentThread();
    IllegalStateException cause = new IllegalStateException("lane");
    CompletableFuture<Void> lane =
        CompletableFuture.runAsync(
            () -> {
              TaskThread.awaitYield(task);
              harness.cascade().failLane(cause);
            });

    assertThatThrownBy(harness::open).hasRootCause(cause);

    lane.get(10, TimeUnit.SECONDS);
    harness.cancel();
    assertThat(harness.engine().closedAfterCascade()).isTrue();
  }

  @Test
  void newRecordsOfAKeyLeaveBehindItsRestoredOnes() throws Exception {
    try (EarlyExitHarness harness = restored(SETTINGS, snapshotOf("old"))) {
      harness.record("k", "new");

      harness.cascade().answer(1, "new");
      harness.runMails();
      assertThat(harness.emitted()).isEmpty();
      harness.cascade().answer(3, "old");
      harness.runMails();

      assertThat(harness.emitted()).containsExactly("old@3", "new@1");
    }
  }

  @Test
  void aSecondRestoreKeepsNewRecordsBehindThoseRestoredBefore() throws Exception {
    OperatorSubtaskState second;
    try (EarlyExitHarness harness = restored(SETTINGS, snapshotOf("first", "second"))) {
      harness.record("k", "third");
      second = harness.checkpoint(2);
      harness.cancel();
    }

    try (EarlyExitHarness harness = restored(SETTINGS, second)) {
      harness.record("k", "fourth");

      assertThat(harness.cascade().submitted())
          .containsExactly("first", "second", "third", "fourth");
    }
  }

  @Test
  void equalRecordsAreRecordsOfTheirOwn() throws Exception {
    OperatorSubtaskState snapshot = snapshotOf("same", "", "");

    try (EarlyExitHarness harness = restored(SETTINGS, snapshot)) {
      harness.cascade().answer(1, "same");
      harness.runMails();

      assertThat(harness.failures()).containsExactly("!0", "!0");
      assertThat(harness.emitted()).containsExactly("same@1");
    }
  }

  @Test
  void withoutOrderRestoredRecordsLeaveAsTheyComplete() throws Exception {
    try (EarlyExitHarness harness =
        restored(TestSettings.operator(false, 64), snapshotOf("one", "two"))) {
      harness.cascade().answer(1, "two");
      harness.runMails();

      assertThat(harness.emitted()).containsExactly("two@1");
    }
  }

  @Test
  void aWatermarkWaitsForRestoredRecords() throws Exception {
    try (EarlyExitHarness harness = restored(SETTINGS, snapshotOf("old"))) {
      harness.watermark(9);
      assertThat(harness.emitted()).isEmpty();

      harness.cascade().answer(1, "old");
      harness.runMails();

      assertThat(harness.emitted()).containsExactly("old@1", new Watermark(9));
    }
  }

  @Test
  void aSnapshotBetweenLeavesSignalsBehindTheRecordsTheyFollowed() throws Exception {
    RecordAttributes backlog = new RecordAttributesBuilder(List.of()).setBacklog(true).build();
    try (EarlyExitHarness harness = EarlyExitHarness.open(SETTINGS)) {
      harness.record("k", "before", 1);
      harness.watermark(1);
      harness.twoInput().processRecordAttributes1(backlog);
      harness.checkpoint(1);
      harness.twoInput().processWatermarkStatus1(WatermarkStatus.IDLE);
      assertThat(harness.emitted()).isEmpty();

      harness.cascade().answer(1, "before");
      harness.runMails();

      assertThat(harness.emitted())
          .containsExactly("before@1", new Watermark(1), backlog, WatermarkStatus.IDLE);
    }
  }

  @Test
  void restoredRecordsRunOnTheBundleOfTheirNewJob() throws Exception {
    ScriptedEngine other = new ScriptedEngine(TestBundles.bundle(1, new double[] {0.0}));
    try (EarlyExitHarness harness =
        EarlyExitHarness.at(
            Place.ALONE,
            SETTINGS,
            snapshotOf("old"),
            other,
            (event, result) -> event.text() + " " + result.exitIndex() + "/" + result.exits())) {
      harness.open();

      harness.cascade().answer(1, "old");
      harness.runMails();

      assertThat(harness.emitted()).containsExactly("old 1/1");
    }
  }

  @Test
  void aRestoredRecordThatFailsInAStageGoesToTheFailures() throws Exception {
    try (EarlyExitHarness harness = restored(SETTINGS, snapshotOf("bad", "good"))) {
      harness.cascade().answer(1, "good");
      harness.cascade().fail("bad", 2, new InputException("non-finite"));
      harness.runMails();

      assertThat(harness.failures()).containsExactly("bad!2");
      assertThat(harness.emitted()).containsExactly("good@1");
    }
  }

  @Test
  void finishingDrainsRestoredRecords() throws Exception {
    EarlyExitHarness harness = restored(SETTINGS, snapshotOf("one", "two"));

    harness.close();

    assertThat(harness.emitted()).containsExactly("one@3", "two@3");
    assertThat(harness.engine().closedAfterCascade()).isTrue();
  }

  @Test
  void cancellingWithRestoredRecordsInFlightClosesTheEngine() throws Exception {
    EarlyExitHarness harness = restored(SETTINGS, snapshotOf("one"));

    harness.cancel();

    assertThat(harness.emitted()).isEmpty();
    assertThat(harness.engine().closedAfterCascade()).isTrue();
  }

  @Test
  void leavesNoTimer() throws Exception {
    try (EarlyExitHarness harness = restored(SETTINGS, snapshotOf("one"))) {
      harness.checkpoint(2);

      assertThat(harness.numEventTimeTimers()).isZero();
      assertThat(harness.numProcessingTimeTimers()).isZero();
    }
  }

  /** A snapshot with records of one key in flight. */
  private static OperatorSubtaskState snapshotOf(String... texts) throws Exception {
    EarlyExitHarness harness = EarlyExitHarness.open(SETTINGS);
    for (String text : texts) {
      harness.record("k", text);
    }
    OperatorSubtaskState snapshot = harness.checkpoint(1);
    harness.cancel();
    return snapshot;
  }

  private static EarlyExitHarness restored(
      EarlyExitSettings settings, OperatorSubtaskState snapshot) throws Exception {
    EarlyExitHarness harness = EarlyExitHarness.at(Place.ALONE, settings, snapshot);
    harness.open();
    return harness;
  }
}
