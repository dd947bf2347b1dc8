package dev.thermocline.engine.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.cascade.StageQueues.Batch;
import dev.thermocline.engine.runtime.FixedCosts;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StageQueuesTest {
  private static final long MS = 1_000_000;

  private final StageQueues<Integer> queues = queues(4, 0.001);

  private static StageQueues<Integer> queues(int maxSize, double secondsPerRow) {
    CascadeSettings settings =
        new CascadeSettings(maxSize, Duration.ofMillis(20), Duration.ofMillis(5), List.of(16, 32));
    return new StageQueues<>(3, settings, FixedCosts.perRow(3, 2, secondsPerRow));
  }

  private void add(int stage, int bucket, int count, long now) {
    for (int i = 0; i < count; i++) {
      queues.add(
          stage, new Flight<>(ScriptedStage.row(1, 8), 0, stage * 100 + i, bucket, now), now);
    }
  }

  private void nextIs(long now, int stage, int size) {
    Batch<Integer> batch = queues.next(now);
    assertThat(batch).isNotNull();
    assertThat(batch.stage()).isEqualTo(stage);
    assertThat(batch.flights()).hasSize(size);
  }

  @Test
  void givesNothingWhenEmpty() {
    assertThat(queues.next(0)).isNull();
  }

  @Test
  void prefersTheDeepestFullBatch() {
    add(1, 0, 4, 0);
    add(2, 0, 4, 0);
    add(3, 0, 3, 0);

    nextIs(MS, 2, 4);
  }

  @Test
  void prefersTheDeepestHeadOlderThanTheLinger() {
    add(1, 0, 4, 0);
    add(2, 0, 4, 0);
    add(3, 0, 1, 0);

    nextIs(6 * MS, 3, 1);
  }

  @Test
  void holdsAHeadThatWaitedExactlyTheLinger() {
    add(1, 0, 1, 5 * MS);
    add(3, 0, 1, 0);

    nextIs(5 * MS, 1, 1);
  }

  @Test
  void aRecordThatLingeredBeforeWaitsNoMoreAlsoBehindOneThatDidNot() {
    add(1, 0, 4, 0);
    add(3, 0, 1, 0);
    Flight<Integer> patient = new Flight<>(ScriptedStage.row(1, 8), 0, 7, 0, 0);
    patient.lingeredNanos = 4 * MS;
    queues.add(3, patient, 0);

    nextIs(MS, 1, 4);
    nextIs(MS + 1, 3, 2);
  }

  @Test
  void whatABatchLeavesBehindIsDueByItsOwnWaits() {
    StageQueues<Integer> pairs = queues(2, 0.001);
    for (int i = 0; i < 3; i++) {
      pairs.add(2, new Flight<>(ScriptedStage.row(1, 8), 0, i, 0, 0), i * MS);
    }
    pairs.add(1, new Flight<>(ScriptedStage.row(1, 8), 0, 9, 0, 0), 2 * MS);

    assertThat(stageOf(pairs.next(3 * MS))).as("a full batch").isEqualTo(2);
    assertThat(stageOf(pairs.next(6 * MS))).as("the third came at 2 ms").isEqualTo(1);
    pairs.add(1, new Flight<>(ScriptedStage.row(1, 8), 0, 9, 0, 0), 6 * MS);
    assertThat(stageOf(pairs.next(7 * MS + 1))).isEqualTo(2);
  }

  private static int stageOf(@Nullable Batch<Integer> batch) {
    assertThat(batch).isNotNull();
    return batch.stage();
  }

  @Test
  void takesAPartialFirstStageBeforeAPartialDeepOne() {
    add(1, 0, 1, 0);
    add(3, 0, 3, 0);

    nextIs(MS, 1, 1);
    nextIs(MS, 3, 3);
  }

  @Test
  void neverIdlesWhileAnythingWaits() {
    add(2, 0, 1, 0);
    add(3, 1, 2, 0);

    nextIs(MS, 3, 2);
    nextIs(MS, 2, 1);
    assertThat(queues.next(MS)).isNull();
  }

  @Test
  void neverMixesLengthBuckets() {
    add(1, 0, 2, MS);
    add(1, 1, 2, 0);

    Batch<Integer> first = queues.next(MS);

    assertThat(first).isNotNull();
    assertThat(first.flights()).hasSize(2).allMatch(flight -> flight.bucket == 1);
  }

  @Test
  void cutsABatchToItsMeasuredTime() {
    StageQueues<Integer> slow = queues(8, 0.009);
    for (int i = 0; i < 5; i++) {
      slow.add(1, new Flight<>(ScriptedStage.row(1, 8), 0, i, 0, 0), 0);
    }

    Batch<Integer> batch = slow.next(0);

    assertThat(batch).isNotNull();
    assertThat(batch.flights()).hasSize(2);
  }

  @Test
  void runsASingleRecordThatAloneExceedsTheTime() {
    StageQueues<Integer> slow = queues(8, 1.0);
    slow.add(1, new Flight<>(ScriptedStage.row(1, 8), 0, 1, 0, 0), 0);

    Batch<Integer> batch = slow.next(0);

    assertThat(batch).isNotNull();
    assertThat(batch.flights()).hasSize(1);
  }
}
