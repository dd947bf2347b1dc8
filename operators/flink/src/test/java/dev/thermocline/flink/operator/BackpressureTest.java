package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackpressureTest {

  @Test
  void admissionWaitsAtTheCapUntilAResultIsEmitted() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 2))) {
      harness.record("a", "one");
      harness.record("b", "two");
      CompletableFuture<List<String>> submittedWhileBlocked = answerOnceBlocked(harness, "two");

      harness.record("c", "three");

      assertThat(submittedWhileBlocked.get(10, TimeUnit.SECONDS)).containsExactly("one", "two");
      assertThat(harness.cascade().submitted()).containsExactly("one", "two", "three");
      assertThat(harness.emitted()).containsExactly("two@2");
    }
  }

  @Test
  void aResultHeldBackByItsKeyStillCountsAsInFlight() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 2))) {
      harness.record("a", "one");
      harness.record("a", "two");
      harness.cascade().answer(1, "two");
      Thread task = Thread.currentThread();
      CompletableFuture<Void> answer =
          CompletableFuture.runAsync(
              () -> {
                TaskThread.awaitYield(task);
                harness.cascade().answer(3, "one");
              });

      harness.record("b", "three");

      answer.get(10, TimeUnit.SECONDS);
      assertThat(harness.emitted()).containsExactly("one@3", "two@1");
    }
  }

  @Test
  void admissionWaitsForBytesInFlightAsForTheirRecords() throws Exception {
    long most = InFlightBytes.of(5) + InFlightBytes.of(4);
    try (EarlyExitHarness harness =
        EarlyExitHarness.open(TestSettings.within(most, TestSettings.operator(true, 64)))) {
      harness.record("a", "three");
      harness.record("b", "four");
      assertThat(harness.gauge("inFlightBytes")).as("filled to the byte").isEqualTo(most);
      CompletableFuture<List<String>> submittedWhileBlocked = answerOnceBlocked(harness, "three");

      harness.record("c", "six");

      assertThat(submittedWhileBlocked.get(10, TimeUnit.SECONDS)).containsExactly("three", "four");
      assertThat(harness.cascade().submitted()).containsExactly("three", "four", "six");
      assertThat(harness.emitted()).containsExactly("three@2");
      assertThat(harness.gauge("inFlightBytes"))
          .isEqualTo(InFlightBytes.of(4) + InFlightBytes.of(3));
    }
  }

  @Test
  void aRecordHeavierThanTheCapComesInAlone() throws Exception {
    try (EarlyExitHarness harness =
        EarlyExitHarness.open(TestSettings.within(1, TestSettings.operator(true, 64)))) {
      harness.record("a", "one");
      CompletableFuture<List<String>> submittedWhileBlocked = answerOnceBlocked(harness, "one");

      harness.record("b", "two");

      assertThat(submittedWhileBlocked.get(10, TimeUnit.SECONDS)).containsExactly("one");
      assertThat(harness.cascade().submitted()).containsExactly("one", "two");
      assertThat(harness.emitted()).containsExactly("one@2");
    }
  }

  @Test
  void whatHasLeftWeighsNothingWhateverBecameOfIt() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", "one");
      harness.record("b", "two");
      harness.record("c", "");
      harness.record("d", TextRows.BREAKING);
      assertThat(harness.failures()).containsExactly("!0", TextRows.BREAKING + "!0");
      harness.cascade().answer(1, "one");
      harness.cascade().fail("two", 2, new IllegalStateException("scripted"));

      harness.runMails();

      assertThat(harness.gauge("inFlightBytes")).isEqualTo(0L);
    }
  }

  @Test
  void aLaneThatDiesWakesTheWaitingTaskAndFailsItWithTheCause() throws Exception {
    EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 1));
    harness.record("a", "one");
    Throwable cause = new IllegalStateException("lane");
    harness.cascade().failLane(cause);

    assertThatThrownBy(() -> harness.record("b", "two"))
        .hasRootCause(cause)
        .hasStackTraceContaining("the early-exit engine failed: lane");

    harness.cancel();
  }

  @Test
  void anErrorOfALaneReachesFlinkAsItIs() throws Exception {
    EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 1));
    Error error = new OutOfMemoryError("lane");

    harness.cascade().failLane(error);

    assertThatThrownBy(harness::runMails).isSameAs(error);
    harness.cancel();
  }

  @Test
  void manyResultsShareOneMail() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", "one");
      harness.record("b", "two");
      harness.record("c", "three");
      harness.cascade().answer(1, "one");
      harness.cascade().answer(1, "two", "three");

      int mails = harness.runMails();

      assertThat(mails).isEqualTo(1);
      assertThat(harness.emitted()).containsExactly("one@1", "two@1", "three@1");
    }
  }

  /** Answers a record at exit 2 once the task waits; what was submitted until then. */
  private static CompletableFuture<List<String>> answerOnceBlocked(
      EarlyExitHarness harness, String text) {
    Thread task = Thread.currentThread();
    return CompletableFuture.supplyAsync(
        () -> {
          TaskThread.awaitYield(task);
          List<String> submitted = harness.cascade().submitted();
          harness.cascade().answer(2, text);
          return submitted;
        });
  }
}
