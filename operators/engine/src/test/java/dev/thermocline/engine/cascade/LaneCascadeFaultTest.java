package dev.thermocline.engine.cascade;

import static dev.thermocline.engine.cascade.CascadeFixture.exited;
import static dev.thermocline.engine.cascade.CascadeFixture.failed;
import static dev.thermocline.engine.cascade.CascadeFixture.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.cascade.Outcome.Failed;
import dev.thermocline.engine.stage.NothingLeftOpen;
import dev.thermocline.engine.stage.ShutdownException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of records when a stage fails or gives what is no number. */
@ExtendWith(NothingLeftOpen.class)
class LaneCascadeFaultTest {
  private final CollectingSink sink = new CollectingSink();

  @Test
  void onlyTheCulpritOfAFailedBatchFails() throws Exception {
    List<ScriptedStage> stages = ScriptedStage.chain(3);
    stages.get(1).breaksOn = difficulty -> difficulty == 7;
    try (LaneCascade<Integer> cascade = open(stages, (hash, record) -> 0, sink)) {
      for (int i = 5; i < 10; i++) {
        cascade.submit(ScriptedStage.row(i, 8), 0, i);
      }

      Map<Integer, Outcome<Integer>> outcomes = sink.await(5);

      assertThat(failed(outcomes.get(7)).stage()).isEqualTo(2);
      assertThat(failed(outcomes.get(7)).cause()).hasMessageContaining("stage 2");
      for (int i : new int[] {5, 6, 8, 9}) {
        assertThat(exited(outcomes.get(i)).exitIndex()).isEqualTo(3);
      }
    }
  }

  @Test
  void aPassingFaultIsRetriedEvenForASingleRecord() throws Exception {
    List<ScriptedStage> stages = ScriptedStage.chain(1);
    AtomicInteger runs = new AtomicInteger();
    stages.get(0).breaksOn = difficulty -> runs.incrementAndGet() == 1;
    try (LaneCascade<Integer> cascade = open(stages, (hash, record) -> 0, sink)) {
      cascade.submit(ScriptedStage.row(1, 8), 0, 1);

      assertThat(exited(sink.await(1).get(1)).exitIndex()).isEqualTo(1);
    }
    assertThat(runs).hasValue(2);
  }

  @Test
  void nonFiniteScoresGoDeeper() throws Exception {
    List<ScriptedStage> stages = ScriptedStage.chain(3);
    stages.get(0).notANumberFor = difficulty -> true;
    try (LaneCascade<Integer> cascade = open(stages, (hash, record) -> 2, sink)) {
      cascade.submit(ScriptedStage.row(-5, 8), 0, 1);

      assertThat(exited(sink.await(1).get(1)).exitIndex()).isEqualTo(2);
    }
  }

  @Test
  void nonFiniteScoresAtTheLastStageFail() throws Exception {
    List<ScriptedStage> stages = ScriptedStage.chain(2);
    stages.get(1).notANumberFor = difficulty -> true;
    try (LaneCascade<Integer> cascade = open(stages, (hash, record) -> 0, sink)) {
      cascade.submit(ScriptedStage.row(0, 8), 0, 1);

      Failed<Integer> failure = failed(sink.await(1).get(1));
      assertThat(failure.stage()).isEqualTo(2);
      assertThat(failure.cause()).isInstanceOf(NonFiniteException.class);
    }
  }

  @Test
  void nonFiniteActivationsFailWithTheirStageAndSpareTheNeighbours() throws Exception {
    List<ScriptedStage> stages = ScriptedStage.chain(3);
    stages.get(1).activationsBrokenFor = difficulty -> difficulty == 6;
    try (LaneCascade<Integer> cascade = open(stages, (hash, record) -> 0, sink)) {
      cascade.submit(ScriptedStage.row(5, 8), 0, 5);
      cascade.submit(ScriptedStage.row(6, 8), 0, 6);

      Map<Integer, Outcome<Integer>> outcomes = sink.await(2);

      assertThat(failed(outcomes.get(6)).stage()).isEqualTo(2);
      assertThat(exited(outcomes.get(5)).exitIndex()).isEqualTo(3);
    }
  }

  @Test
  void theEndOfTheProcessEndsTheLaneAndFailsNeitherTheTaskNorARecord() throws Exception {
    List<ScriptedStage> stages = ScriptedStage.chain(2);
    CountDownLatch refused = new CountDownLatch(1);
    stages.get(1).beforeRun =
        () -> {
          refused.countDown();
          throw new ShutdownException();
        };
    try (LaneCascade<Integer> cascade = open(stages, (hash, record) -> 0, sink)) {
      cascade.submit(ScriptedStage.row(1, 8), 0, 1);
      assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();

      cascade.close();

      assertThat(cascade.inFlight()).isEqualTo(1);
      assertThat(sink.pending()).isZero();
      assertThat(sink.failures()).isEmpty();
    }
  }

  @Test
  void aDeadLaneIsReported() throws Exception {
    try (LaneCascade<Integer> cascade = open(ScriptedStage.chain(1), (hash, record) -> 99, sink)) {
      cascade.submit(ScriptedStage.row(1, 8), 0, 1);

      assertThat(sink.awaitFailure()).hasMessageContainingAll("rung 99", "0 to 2");
    }
  }
}
