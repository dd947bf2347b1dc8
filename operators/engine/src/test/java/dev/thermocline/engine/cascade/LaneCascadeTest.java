package dev.thermocline.engine.cascade;

import static dev.thermocline.engine.cascade.CascadeFixture.exited;
import static dev.thermocline.engine.cascade.CascadeFixture.open;
import static dev.thermocline.engine.cascade.CascadeFixture.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.cascade.Outcome.Exited;
import dev.thermocline.engine.runtime.FixedCosts;
import dev.thermocline.engine.stage.NothingLeftOpen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftOpen.class)
class LaneCascadeTest {
  private final CollectingSink sink = new CollectingSink();

  @Test
  void recordsLeaveWhereTheHeadIsSure() throws Exception {
    try (LaneCascade<Integer> cascade = open(ScriptedStage.chain(4), (hash, record) -> 1, sink)) {
      for (int difficulty = -1; difficulty <= 9; difficulty += 2) {
        cascade.submit(ScriptedStage.row(difficulty, 8), 0, difficulty);
      }

      Map<Integer, Outcome<Integer>> outcomes = sink.await(6);

      assertThat(exited(outcomes.get(-1)).exitIndex()).isEqualTo(1);
      assertThat(exited(outcomes.get(1)).exitIndex()).isEqualTo(3);
      assertThat(exited(outcomes.get(9)).exitIndex()).isEqualTo(4);
      assertThat(exited(outcomes.get(-1)).layersFraction()).isEqualTo(0.25);
      assertThat(cascade.inFlight()).isZero();
    }
  }

  @Test
  void runsToTheLastExitWhereFullDepthIsDrawn() throws Exception {
    RungDraw<Integer> full = (hash, record) -> RungDraw.FULL_DEPTH;
    try (LaneCascade<Integer> cascade = open(ScriptedStage.chain(4), full, sink)) {
      cascade.submit(ScriptedStage.row(-5, 8), 0, 1);

      assertThat(exited(sink.await(1).get(1)))
          .returns(4, Outcome.Exited::exitIndex)
          .returns(0, Outcome.Exited::rung)
          .returns(1.0, Outcome.Exited::layersFraction);
    }
  }

  @Test
  void computeBehindAnExitIsReallySkipped() throws Exception {
    List<ScriptedStage> stages = ScriptedStage.chain(3);
    try (LaneCascade<Integer> cascade = open(stages, (hash, record) -> 2, sink)) {
      cascade.submit(ScriptedStage.row(-5, 8), 0, 1);

      sink.await(1);
    }
    assertThat(stages.get(0).batchSizes).containsExactly(1);
    assertThat(stages.get(1).batchSizes).isEmpty();
    assertThat(stages.get(2).batchSizes).isEmpty();
  }

  @Test
  void aRecordKeepsTheRungItDrew() throws Exception {
    AtomicInteger draws = new AtomicInteger();
    RungDraw<Integer> alternating = (hash, record) -> draws.getAndIncrement() % 2 == 0 ? 0 : 2;
    try (LaneCascade<Integer> cascade = open(ScriptedStage.chain(4), alternating, sink)) {
      for (int i = 0; i < 40; i++) {
        cascade.submit(ScriptedStage.row(1, 8), i, i);
      }

      Map<Integer, Outcome<Integer>> outcomes = sink.await(40);

      assertThat(draws).hasValue(40);
      for (Outcome<Integer> outcome : outcomes.values()) {
        Exited<Integer> exit = exited(outcome);
        assertThat(exit.exitIndex()).isEqualTo(exit.rung() == 0 ? 4 : 2);
      }
    }
  }

  @Test
  void survivorsOfDifferentBatchesMeet() throws Exception {
    List<ScriptedStage> stages = ScriptedStage.chain(2);
    CountDownLatch submitted = new CountDownLatch(1);
    stages.get(0).beforeRun =
        () -> {
          try {
            submitted.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    CascadeSettings patient =
        new CascadeSettings(4, Duration.ofMillis(20), Duration.ofDays(1), List.of(16));
    CascadePlan base = plan(stages, 4);
    CascadePlan plan =
        new CascadePlan(
            base.stages(),
            base.heads(),
            base.policy(),
            base.ladder(),
            FixedCosts.perRow(2, 1, 1e-4),
            patient,
            base.permits());
    try (LaneCascade<Integer> cascade =
        LaneCascade.open(
            plan, new Lanes(1), (hash, record) -> 2, sink, new CascadeObserver<>() {})) {
      cascade.submit(ScriptedStage.row(-5, 8), 0, -1);
      for (int i = 0; i < 16; i++) {
        cascade.submit(ScriptedStage.row(i % 2 == 0 ? -5 : 5, 8), i, i);
      }
      submitted.countDown();

      sink.await(17);
    }
    assertThat(stages.get(1).batchSizes).containsExactly(4, 4);
  }

  @Test
  void concurrentRunsStayWithinThePermits() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<ScriptedStage> stages = ScriptedStage.chain(2);
    for (ScriptedStage stage : stages) {
      stage.beforeRun = () -> most.accumulateAndGet(running.incrementAndGet(), Math::max);
      stage.afterRun = running::decrementAndGet;
    }
    CascadePlan plan = plan(stages, 1);
    List<LaneCascade<Integer>> lanes = new ArrayList<>();
    for (int lane = 0; lane < 4; lane++) {
      lanes.add(
          LaneCascade.open(
              plan, new Lanes(1), (hash, record) -> 0, sink, new CascadeObserver<>() {}));
    }
    for (int i = 0; i < 400; i++) {
      lanes.get(i % 4).submit(ScriptedStage.row(1, 8), 0, i);
    }

    sink.await(400);
    lanes.forEach(LaneCascade::close);

    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void closeWaitsForTheRunUnderWay() throws Exception {
    List<ScriptedStage> stages = ScriptedStage.chain(1);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    stages.get(0).beforeRun =
        () -> {
          running.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    LaneCascade<Integer> cascade = open(stages, (hash, record) -> 0, sink);
    cascade.submit(ScriptedStage.row(1, 8), 0, 1);
    running.await();

    Thread closer = new Thread(cascade::close);
    closer.start();
    while (closer.getState() != Thread.State.WAITING && closer.isAlive()) {
      Thread.onSpinWait();
    }
    assertThat(closer.isAlive()).isTrue();
    go.countDown();
    closer.join();
    stages.get(0).close();

    assertThat(sink.await(1)).containsKey(1);
    assertThatThrownBy(() -> cascade.submit(ScriptedStage.row(1, 8), 0, 2))
        .isInstanceOf(IllegalStateException.class);
  }

  @Property(tries = 60)
  void aRecordsResultNeverDependsOnItsNeighbours(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = -3, max = 6) Integer> difficulties,
      @ForAll @IntRange(min = 1, max = 9) int maxSize)
      throws Exception {
    CollectingSink together = new CollectingSink();
    RungDraw<Integer> byHash = (hash, record) -> (int) (hash % 3);
    try (LaneCascade<Integer> cascade =
        LaneCascade.open(
            plan(ScriptedStage.chain(4), maxSize),
            new Lanes(1),
            byHash,
            together,
            new CascadeObserver<>() {})) {
      for (int i = 0; i < difficulties.size(); i++) {
        cascade.submit(ScriptedStage.row(difficulties.get(i), 8 + 20 * (i % 2)), i, i);
      }
      Map<Integer, Outcome<Integer>> batched = together.await(difficulties.size());

      CollectingSink alone = new CollectingSink();
      try (LaneCascade<Integer> single =
          LaneCascade.open(
              plan(ScriptedStage.chain(4), 1),
              new Lanes(1),
              byHash,
              alone,
              new CascadeObserver<>() {})) {
        for (int i = 0; i < difficulties.size(); i++) {
          single.submit(ScriptedStage.row(difficulties.get(i), 8 + 20 * (i % 2)), i, i);
          Exited<Integer> expected = exited(alone.await(1).get(i));
          Exited<Integer> actual = exited(batched.get(i));
          assertThat(actual.exitIndex()).isEqualTo(expected.exitIndex());
          assertThat(actual.scores()).isEqualTo(expected.scores());
          assertThat(actual.exitScore()).isEqualTo(expected.exitScore());
        }
      }
    }
  }
}
