package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.books.Books;
import dev.thermocline.cli.books.TopicReader;
import dev.thermocline.cli.replay.Workload;
import dev.thermocline.schemas.Latencies;
import dev.thermocline.schemas.Prediction;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final long START = 1_000_000;

  private final Workload workload =
      Stand.workload("run-", List.of(new Example("a", "a", null, "a")), new int[] {0}, 0);
  private final Books books = new Books();
  private final Ledger ledger = new Ledger(workload, books, () -> START);

  @Test
  void everythingEmittedIsReadUntilThePartitionThatIsLeastFar() {
    answered(0, 0, 100);
    answered(1, 1, 700);
    answered(2, 0, 500);

    assertThat(ledger.outUntil(2, START)).isEqualTo(START + 500);
  }

  @Test
  void aPartitionThatHasGivenNothingLeavesTheOtherwise() {
    answered(0, 0, 100);
    answered(1, 0, 500);

    assertThat(ledger.outUntil(2, START)).isEqualTo(START);
  }

  private void answered(int number, int partition, double ageMillis) {
    books.received(0, number, START, "run-" + number, workload.key(number));
    Prediction prediction =
        Prediction.newBuilder()
            .setId("run-" + number)
            .setKey(workload.key(number))
            .setLabel("a")
            .setExitIndex(1)
            .setExits(4)
            .setLayersFraction(1)
            .setRung(0)
            .setBundleId("bundle")
            .setLatencies(Latencies.newBuilder().setAgeMs(ageMillis).build())
            .setTimestamp(Instant.ofEpochMilli(START))
            .build();
    ledger.answered(
        new TopicReader.Answered(
            prediction,
            partition,
            number,
            books.answered(prediction.getId(), prediction.getKey())));
  }
}
