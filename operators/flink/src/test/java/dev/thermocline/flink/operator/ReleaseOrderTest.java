package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributesBuilder;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.Test;

class ReleaseOrderTest {

  @Test
  void resultsOfOneKeyLeaveInArrivalOrder() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("k", "slow");
      harness.record("k", "fast");

      harness.cascade().answer(1, "fast");
      harness.runMails();
      assertThat(harness.emitted()).isEmpty();
      harness.cascade().answer(3, "slow");
      harness.runMails();

      assertThat(harness.emitted()).containsExactly("slow@3", "fast@1");
    }
  }

  @Test
  void aSlowKeyDoesNotHoldUpAnother() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", "slow");
      harness.record("b", "fast");

      harness.cascade().answer(1, "fast");
      harness.runMails();

      assertThat(harness.emitted()).containsExactly("fast@1");
    }
  }

  @Test
  void withoutOrderResultsLeaveAsTheyComplete() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(false, 64))) {
      harness.record("k", "slow");
      harness.record("k", "fast");

      harness.cascade().answer(1, "fast");
      harness.runMails();

      assertThat(harness.emitted()).containsExactly("fast@1");
    }
  }

  @Test
  void resultsKeepTheTimestampsOfTheirRecords() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(false, 64))) {
      harness.record("k", "early", 17);
      harness.record("k", "late", 42);
      harness.record("k", "never");

      harness.cascade().answer(1, "late", "never", "early");
      harness.runMails();

      assertThat(harness.getOutput())
          .containsExactly(
              new StreamRecord<>("late@1", 42),
              new StreamRecord<>("never@1"),
              new StreamRecord<>("early@1", 17));
    }
  }

  @Test
  void resultsThatArriveDuringAnEmissionLeaveAfterIt() throws Exception {
    AtomicReference<EarlyExitHarness> running = new AtomicReference<>();
    OutputFunction<Event, String> deliversMeanwhile =
        (event, result) -> {
          if (event.text().equals("first")) {
            running.get().cascade().answer(1, "second");
            running.get().runMails();
          }
          return event.text();
        };
    try (EarlyExitHarness harness =
        EarlyExitHarness.open(TestSettings.operator(false, 64), deliversMeanwhile)) {
      running.set(harness);
      harness.record("a", "first");
      harness.record("b", "second");

      harness.cascade().answer(1, "first");
      harness.runMails();

      assertThat(harness.emitted()).containsExactly("first", "second");
    }
  }

  @Test
  void aWatermarkWaitsForTheRecordsItFollowed() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(false, 64))) {
      harness.record("a", "first", 1);
      harness.record("b", "second", 2);
      harness.watermark(2);

      harness.cascade().answer(1, "second");
      harness.runMails();
      assertThat(harness.emitted()).containsExactly("second@1");
      harness.cascade().answer(1, "first");
      harness.runMails();

      assertThat(harness.emitted()).containsExactly("second@1", "first@1", new Watermark(2));
    }
  }

  @Test
  void aWatermarkDoesNotWaitForLaterRecords() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", "before", 1);
      harness.watermark(1);
      harness.record("b", "after", 2);

      harness.cascade().answer(1, "before");
      harness.runMails();

      assertThat(harness.emitted()).containsExactly("before@1", new Watermark(1));
    }
  }

  @Test
  void aWatermarkPassesAtOnceWhenNothingIsInFlight() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.watermark(5);

      assertThat(harness.emitted()).containsExactly(new Watermark(5));
    }
  }

  @Test
  void idlenessWaitsForTheRecordsItFollowed() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", "last", 1);
      harness.watermark(1);
      harness.twoInput().processWatermarkStatus1(WatermarkStatus.IDLE);
      assertThat(harness.emitted()).isEmpty();

      harness.cascade().answer(1, "last");
      harness.runMails();

      assertThat(harness.emitted())
          .containsExactly("last@1", new Watermark(1), WatermarkStatus.IDLE);
    }
  }

  @Test
  void attributesOfLaterRecordsWaitForTheRecordsTheyFollowed() throws Exception {
    RecordAttributes backlog = new RecordAttributesBuilder(List.of()).setBacklog(true).build();
    try (EarlyExitHarness harness = EarlyExitHarness.open(TestSettings.operator(true, 64))) {
      harness.record("a", "live", 1);
      harness.twoInput().processRecordAttributes1(backlog);
      assertThat(harness.emitted()).isEmpty();

      harness.cascade().answer(1, "live");
      harness.runMails();

      assertThat(harness.emitted()).containsExactly("live@1", backlog);
    }
  }
}
