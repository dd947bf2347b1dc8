package dev.thermocline.engine.cascade;

import static dev.thermocline.engine.cascade.CascadeFixture.exited;
import static dev.thermocline.engine.cascade.SharedLanes.await;
import static dev.thermocline.engine.cascade.SharedLanes.blockedFirst;
import static dev.thermocline.engine.cascade.SharedLanes.meet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.stage.NothingLeftOpen;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftOpen.class)
class LanesTest {
  private final Lanes lanes = new Lanes(2);
  private final CollectingSink sink = new CollectingSink();
  private final CollectingSink sinkOfOther = new CollectingSink();

  private LaneCascade<Integer> open(List<ScriptedStage> stages, CollectingSink into) {
    return SharedLanes.open(lanes, stages, into);
  }

  @Test
  void aLaneWithoutWorkHelpsTheOther() throws Exception {
    List<ScriptedStage> stages = ScriptedStage.chain(1);
    CyclicBarrier bothAtOnce = new CyclicBarrier(2);
    stages.get(0).beforeRun = () -> meet(bothAtOnce);
    try (LaneCascade<Integer> busy = open(stages, sink);
        LaneCascade<Integer> idle = open(ScriptedStage.chain(1), sinkOfOther)) {
      busy.submit(ScriptedStage.row(1, 8), 0, 1);
      busy.submit(ScriptedStage.row(1, 8), 0, 2);

      assertThat(sink.await(2)).containsOnlyKeys(1, 2);
      assertThat(busy.inFlight()).isZero();
      assertThat(idle.inFlight()).isZero();
    }
    assertThat(sinkOfOther.pending()).isZero();
  }

  @Test
  void everyOutcomeGoesToTheCascadeItsRecordWasSubmittedTo() throws Exception {
    try (LaneCascade<Integer> first = open(ScriptedStage.chain(3), sink);
        LaneCascade<Integer> second = open(ScriptedStage.chain(3), sinkOfOther)) {
      for (int i = 0; i < 500; i++) {
        (i % 5 == 0 ? second : first).submit(ScriptedStage.row(1, 8), 0, i);
      }

      Map<Integer, Outcome<Integer>> ofFirst = sink.await(400);
      Map<Integer, Outcome<Integer>> ofSecond = sinkOfOther.await(100);

      assertThat(ofFirst.keySet()).noneMatch(i -> i % 5 == 0);
      assertThat(ofSecond.keySet()).allMatch(i -> i % 5 == 0);
      assertThat(exited(ofFirst.get(1)).exitIndex()).isEqualTo(3);
    }
  }

  @Test
  void aLaneTakesFromWhereMostRecordsWait() throws Exception {
    CountDownLatch bothRun = new CountDownLatch(2);
    CountDownLatch goOfLong = new CountDownLatch(1);
    CountDownLatch goOfShort = new CountDownLatch(1);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    try (LaneCascade<Integer> longer = open(blockedFirst("long", bothRun, goOfLong, order), sink)) {
      longer.submit(ScriptedStage.row(1, 8), 0, 0);
      List<ScriptedStage> stages = blockedFirst("short", bothRun, goOfShort, order);
      try (LaneCascade<Integer> shorter = open(stages, sinkOfOther)) {
        shorter.submit(ScriptedStage.row(1, 8), 0, 0);
        await(bothRun);
        for (int i = 1; i <= 5; i++) {
          longer.submit(ScriptedStage.row(1, 8), 0, i);
        }
        shorter.submit(ScriptedStage.row(1, 8), 0, 1);
        shorter.submit(ScriptedStage.row(1, 8), 0, 2);

        goOfShort.countDown();
        sink.await(5);

        assertThat(order).containsExactly("long", "long", "long", "short", "long", "short", "long");
      }
      goOfLong.countDown();
      assertThat(sink.await(1)).containsOnlyKeys(0);
    }
  }

  @Test
  void whileTheProcessRunsAsManyAsItCanEachLaneRunsItsOwnOnly() throws Exception {
    Lanes one = new Lanes(1);
    AtomicInteger entered = new AtomicInteger();
    CountDownLatch runs = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<ScriptedStage> stages = ScriptedStage.chain(1);
    stages.get(0).beforeRun =
        () -> {
          entered.incrementAndGet();
          runs.countDown();
          await(go);
        };
    CollectingSink sinkOfThird = new CollectingSink();
    try (LaneCascade<Integer> busy = SharedLanes.open(one, stages, sink)) {
      busy.submit(ScriptedStage.row(1, 8), 0, 1);
      await(runs);
      busy.submit(ScriptedStage.row(1, 8), 0, 2);
      try (LaneCascade<Integer> second =
              SharedLanes.open(one, ScriptedStage.chain(1), sinkOfOther);
          LaneCascade<Integer> third = SharedLanes.open(one, ScriptedStage.chain(1), sinkOfThird)) {
        for (int i = 0; i < 100; i++) {
          third.submit(ScriptedStage.row(1, 8), 0, i);
          assertThat(sinkOfThird.await(1)).containsOnlyKeys(i);
          second.submit(ScriptedStage.row(1, 8), 0, i);
          assertThat(sinkOfOther.await(1)).containsOnlyKeys(i);
        }
        assertThat(entered).hasValue(1);
      }
      go.countDown();
      assertThat(sink.await(2)).containsOnlyKeys(1, 2);
    }
  }

  @Test
  void aProcessThatRunsNothingIsRefused() {
    assertThatThrownBy(() -> new Lanes(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("atOnce is 0; it must be >= 1");
  }
}
