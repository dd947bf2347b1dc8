package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.engine.stage.ShutdownException;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.operator.EarlyExitHarness.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LifecycleTest {

  @Test
  void theEndOfTheRecordsDrainsWhatIsInFlight() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", "one");
      harness.record("b", "two");
      harness.watermark(Long.MAX_VALUE);
      CompletableFuture<Void> lane = answerOneByOne(harness, "two", "one");

      harness.endInput(1);

      lane.get(10, TimeUnit.SECONDS);
      assertThat(harness.emitted()).containsExactly("two@1", "one@1", Watermark.MAX_WATERMARK);
    }
  }

  @Test
  void finishingDrainsAndClosesTheCascadeBeforeTheEngine() throws Exception {
    EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64));
    harness.record("a", "one");

    harness.close();

    assertThat(harness.emitted()).containsExactly("one@3");
    assertThat(harness.engine().closedAfterCascade()).isTrue();
  }

  @Test
  void cancellingDropsWhatIsInFlightAndClosesTheCascadeBeforeTheEngine() throws Exception {
    EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64));
    harness.record("a", "one");

    harness.cancel();

    assertThat(harness.emitted()).isEmpty();
    assertThat(harness.engine().closedAfterCascade()).isTrue();
  }

  @Test
  void theEngineIsClosedEvenIfItsCascadeFailsToClose() throws Exception {
    EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64));
    IllegalStateException stuck = new IllegalStateException("the lane does not end");
    harness.cascade().failClose(stuck);

    assertThatThrownBy(harness::cancel).isSameAs(stuck);

    assertThat(harness.engine().closedAfterCascade()).isTrue();
  }

  @Test
  void resultsThatArriveAfterTheMailboxClosedAreDropped() throws Exception {
    EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64));
    harness.record("a", "one");
    harness.getTaskMailbox().close();

    harness.cascade().answer(1, "one");

    assertThat(harness.emitted()).isEmpty();
    harness.cancel();
  }

  @Test
  void aBundleThatIsRefusedDoesNotRestartTheJob() {
    BundleException broken = new BundleException("bundle.json: format is 9; allowed: 1");

    assertThatThrownBy(
            () ->
                EarlyExitHarness.open(
                    settings -> {
                      throw broken;
                    }))
        .isInstanceOf(SuppressRestartsException.class)
        .hasCause(broken);
  }

  @Test
  void settingsTheBundleDoesNotAllowDoNotRestartTheJob() {
    assertThatThrownBy(
            () ->
                EarlyExitHarness.open(
                    settings -> {
                      throw new IllegalArgumentException("quality.loss is harm");
                    }))
        .isInstanceOf(SuppressRestartsException.class)
        .hasRootCauseMessage("quality.loss is harm");
  }

  @Test
  void aStageThatDoesNotLoadDoesNotRestartTheJob() {
    StageException broken =
        new StageException(1, "01.onnx cannot be loaded", new IllegalStateException("scripted"));

    assertThatThrownBy(
            () ->
                EarlyExitHarness.open(
                    settings -> {
                      throw broken;
                    }))
        .isInstanceOf(SuppressRestartsException.class)
        .hasCause(broken);
  }

  @Test
  void anEngineThatCannotBeOpenedJustNowMayBeTriedAgain(@TempDir Path directory) throws Exception {
    OperatorSubtaskState snapshot;
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      snapshot = harness.checkpoint(1);
    }
    EarlyExitSettings away = TestSettings.bundle(directory.resolve("away").toString(), 64);

    EarlyExitHarness restored =
        EarlyExitHarness.at(Place.ALONE, any -> BundleEngine.open(away), snapshot);

    assertThatThrownBy(restored::open)
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("away, which is not a directory");
  }

  @Test
  void aTaskThatOpensWhileTheProcessEndsWaitsForThatInsteadOfFailing() throws Exception {
    EarlyExitHarness harness =
        EarlyExitHarness.at(
            Place.ALONE,
            any -> {
              throw new ShutdownException();
            },
            null);
    Thread task = Thread.currentThread();
    CompletableFuture<Void> cancellation =
        CompletableFuture.runAsync(
            () -> {
              TaskThread.awaitYield(task);
              task.interrupt();
            });

    assertThatThrownBy(harness::open).isInstanceOf(InterruptedException.class);

    cancellation.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whatIsHandedOnDuringAdmissionIsPartOfTheBarrierDelay() throws Exception {
    long millis = 20;
    try (EarlyExitHarness harness =
        EarlyExitHarness.open(
            TestSettings.operator(true, 64),
            EarlyExitHarness::textAndExit,
            (event, stage, cause) -> {
              keepTheThread(Duration.ofMillis(millis));
              return event.text();
            })) {
      harness.record("a", "");

      harness.checkpoint(1);

      assertThat((Double) harness.gauge("barrierDelayMs")).isGreaterThanOrEqualTo(millis);
    }
  }

  private static void keepTheThread(Duration duration) {
    long until = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  @Test
  void tellsWhatItsTaskManagerSetsAsideForNativeMemory() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      assertThat(harness.gauge("nativeMemoryBudgetBytes")).isEqualTo(64L << 20);
    }
  }

  @Test
  void leavesNoTimer() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", "one", 3);
      harness.watermark(3);
      harness.cascade().answer(1, "one");
      harness.runMails();

      assertThat(harness.numEventTimeTimers()).isZero();
      assertThat(harness.numProcessingTimeTimers()).isZero();
    }
  }

  @Test
  void aResultCarriesWhatTheCascadeFoundAndTheWallClock() throws Exception {
    List<EarlyExitResult> results = new ArrayList<>();
    try (EarlyExitHarness harness =
        EarlyExitHarness.open(
            TestSettings.operator(true, 64),
            (event, result) -> {
              results.add(result);
              return event.text();
            })) {
      harness.setProcessingTime(1_000);
      harness.record("a", "longer than twenty characters");
      harness.cascade().answer(2, "longer than twenty c");
      harness.runMails();

      EarlyExitResult result = results.get(0);
      assertThat(result.scores()).containsExactly(0.1f, 0.8f, 0.1f);
      assertThat(result)
          .isEqualTo(
              new EarlyExitResult(
                  2,
                  3,
                  "plant",
                  1,
                  result.scores(),
                  0.8,
                  0,
                  2 / 3.0,
                  0.01,
                  true,
                  "test-bundle",
                  2.0,
                  3.5,
                  1_000));
    }
  }

  private static CompletableFuture<Void> answerOneByOne(EarlyExitHarness harness, String... texts) {
    Thread task = Thread.currentThread();
    return CompletableFuture.runAsync(
        () -> {
          for (String text : texts) {
            TaskThread.awaitYield(task);
            harness.cascade().answer(1, text);
          }
        });
  }
}
