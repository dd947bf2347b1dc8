package dev.thermocline.engine.cascade;

import static dev.thermocline.engine.cascade.CascadeFixture.plan;
import static dev.thermocline.engine.cascade.SharedLanes.await;
import static dev.thermocline.engine.cascade.SharedLanes.blockedFirst;
import static dev.thermocline.engine.cascade.SharedLanes.meet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.thermocline.engine.stage.NothingLeftOpen;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftOpen.class)
class LanesEndTest {
  private final Lanes lanes = new Lanes(2);
  private final CollectingSink sink = new CollectingSink();
  private final CollectingSink sinkOfOther = new CollectingSink();

  private LaneCascade<Integer> open(List<ScriptedStage> stages, CollectingSink into) {
    return SharedLanes.open(lanes, stages, into);
  }

  @Test
  void closeWaitsForTheRunOfAHelper() throws Exception {
    Map<Thread, CountDownLatch> running = new ConcurrentHashMap<>();
    CountDownLatch bothRun = new CountDownLatch(2);
    AtomicInteger ended = new AtomicInteger();
    List<ScriptedStage> stages = ScriptedStage.chain(1);
    stages.get(0).beforeRun =
        () -> {
          CountDownLatch go = new CountDownLatch(1);
          running.put(Thread.currentThread(), go);
          bothRun.countDown();
          await(go);
          ended.incrementAndGet();
        };
    try (LaneCascade<Integer> helper = open(ScriptedStage.chain(1), sinkOfOther)) {
      LaneCascade<Integer> cascade = open(stages, sink);
      cascade.submit(ScriptedStage.row(1, 8), 0, 1);
      cascade.submit(ScriptedStage.row(1, 8), 0, 2);
      await(bothRun);
      AtomicInteger endedWhenClosed = new AtomicInteger();
      Thread closer =
          new Thread(
              () -> {
                cascade.close();
                endedWhenClosed.set(ended.get());
              });

      closer.start();
      untilItWaitsOrEnds(closer);
      Thread own = Collections.max(running.keySet(), Comparator.comparing(Thread::getId));
      running.remove(own).countDown();
      own.join();
      untilItWaitsOrEnds(closer);
      running.values().iterator().next().countDown();
      closer.join();
      stages.get(0).close();

      assertThat(endedWhenClosed).hasValue(2);
      assertThat(sink.await(2)).containsOnlyKeys(1, 2);
      assertThat(helper.inFlight()).isZero();
    }
  }

  @Test
  void aDrawThatFailsEndsItsOwnCascadeOnly() throws Exception {
    try (LaneCascade<Integer> failing =
            LaneCascade.open(
                plan(ScriptedStage.chain(1), 1),
                lanes,
                (hash, record) -> {
                  throw new IllegalStateException("no rung");
                },
                sink,
                new CascadeObserver<>() {});
        LaneCascade<Integer> helper = open(ScriptedStage.chain(1), sinkOfOther)) {
      failing.submit(ScriptedStage.row(1, 8), 0, 1);

      assertThat(sink.awaitFailure()).hasMessage("no rung");
      helper.submit(ScriptedStage.row(1, 8), 0, 2);

      assertThat(sinkOfOther.await(1)).containsOnlyKeys(2);
      assertThat(sinkOfOther.failures()).isEmpty();
    }
  }

  @Test
  void aLaneThatGoesLeavesItsPlaceToAnother() throws Exception {
    CountDownLatch bothRun = new CountDownLatch(2);
    CountDownLatch goOfFirst = new CountDownLatch(1);
    CountDownLatch goOfSecond = new CountDownLatch(1);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    List<ScriptedStage> stages = blockedFirst("first", bothRun, goOfFirst, order);
    List<ScriptedStage> stagesOfSecond = blockedFirst("second", bothRun, goOfSecond, order);
    try (LaneCascade<Integer> first = open(stages, sink)) {
      first.submit(ScriptedStage.row(1, 8), 0, 1);
      LaneCascade<Integer> second = open(stagesOfSecond, new CollectingSink());
      second.submit(ScriptedStage.row(1, 8), 0, 2);
      await(bothRun);
      try (LaneCascade<Integer> third = open(ScriptedStage.chain(1), sinkOfOther)) {
        third.submit(ScriptedStage.row(1, 8), 0, 3);
        sinkOfOther.await(1);
        first.submit(ScriptedStage.row(1, 8), 0, 4);
        Thread closer = new Thread(second::close);
        closer.start();
        untilItWaitsOrEnds(closer);
        goOfSecond.countDown();
        closer.join();

        assertThat(sink.await(1)).containsOnlyKeys(4);
        assertThat(third.inFlight()).isZero();
      }
      goOfFirst.countDown();
      assertThat(sink.await(1)).containsOnlyKeys(1);
    }
  }

  @Test
  void theHelperLivesOnWhenWhatItHelpsWithFails() throws Exception {
    List<ScriptedStage> stages = ScriptedStage.chain(1);
    CyclicBarrier bothAtOnce = new CyclicBarrier(2);
    stages.get(0).beforeRun =
        () -> {
          meet(bothAtOnce);
          throw new IllegalStateException("scripted");
        };
    try (LaneCascade<Integer> failing = open(stages, sink);
        LaneCascade<Integer> helper = open(ScriptedStage.chain(1), sinkOfOther)) {
      failing.submit(ScriptedStage.row(1, 8), 0, 1);
      failing.submit(ScriptedStage.row(1, 8), 0, 2);

      assertThat(sink.awaitFailure()).hasMessage("scripted");
      helper.submit(ScriptedStage.row(1, 8), 0, 3);

      assertThat(sinkOfOther.await(1)).containsOnlyKeys(3);
      assertThat(sinkOfOther.failures()).isEmpty();
      assertThatCode(failing::close).doesNotThrowAnyException();
    }
  }

  @Test
  void whoIsLeftRunsItsRecordsAlone() throws Exception {
    LaneCascade<Integer> gone = open(ScriptedStage.chain(1), sinkOfOther);
    try (LaneCascade<Integer> left = open(ScriptedStage.chain(2), sink)) {
      gone.close();
      for (int i = 0; i < 100; i++) {
        left.submit(ScriptedStage.row(1, 8), 0, i);
      }

      assertThat(sink.await(100)).hasSize(100);
    }
  }

  private static void untilItWaitsOrEnds(Thread thread) {
    while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
  }
}
