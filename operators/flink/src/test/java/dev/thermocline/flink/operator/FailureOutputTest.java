package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.input.InputException;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FailureOutputTest {

  @Test
  void aRecordThatCannotBeEncodedGoesToTheFailuresAsStageZero() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", "", 7);

      assertThat(harness.getSideOutput(EarlyExitHarness.FAILURES))
          .containsExactly(new StreamRecord<>("!0", 7));
      assertThat(harness.emitted()).isEmpty();
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without null checks may do
  void aRecordWithoutTextGoesToTheFailuresAsStageZero() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", null, 7);

      assertThat(harness.failures()).containsExactly("null!0");
    }
  }

  @Test
  void aTextThatBreaksTheEncoderGoesToTheFailuresAndItsNeighboursOn() throws Exception {
    try (EarlyExitHarness harness =
        EarlyExitHarness.open(
            TestSettings.operator(true, 64),
            EarlyExitHarness::textAndExit,
            (event, stage, cause) -> stage + ": " + cause.getMessage())) {
      harness.record("a", "before");
      harness.record("a", TextRows.BREAKING);
      harness.record("a", "behind");

      harness.cascade().answer(1, "before", "behind");
      harness.runMails();

      assertThat(harness.failures())
          .containsExactly(
              "0: text of 8 characters breaks the encoder:"
                  + " java.lang.IndexOutOfBoundsException: scripted");
      assertThat(harness.emitted()).containsExactly("before@1", "behind@1");
    }
  }

  @Test
  void aFailureWaitsForEarlierRecordsOfItsKeyAndHoldsTheWatermark() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", "good", 1);
      harness.record("a", "", 2);
      harness.watermark(2);
      assertThat(harness.failures()).isEmpty();

      harness.cascade().answer(2, "good");
      harness.runMails();

      assertThat(harness.failures()).containsExactly("!0");
      assertThat(harness.emitted()).containsExactly("good@2", new Watermark(2));
    }
  }

  @Test
  void aRecordThatFailsInAStageGoesToTheFailuresAndItsNeighboursOn() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", "bad");
      harness.record("a", "good");

      harness.cascade().answer(1, "good");
      harness.cascade().fail("bad", 2, new InputException("non-finite"));
      harness.runMails();

      assertThat(harness.failures()).containsExactly("bad!2");
      assertThat(harness.emitted()).containsExactly("good@1");
    }
  }

  @Test
  void anOutputFunctionThatThrowsFailsTheTask() throws Exception {
    Exception cause = new Exception("cannot be written");
    EarlyExitHarness harness =
        EarlyExitHarness.open(
            TestSettings.operator(true, 64),
            (event, result) -> {
              throw cause;
            });
    harness.record("a", "one");
    harness.cascade().answer(1, "one");

    assertThatThrownBy(harness::runMails).isSameAs(cause);

    harness.cancel();
  }
}
