package dev.thermocline.engine.cascade;

import static dev.thermocline.engine.cascade.CascadeFixture.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Cascades that share lanes, and runs that wait for the test. */
final class SharedLanes {
  private static final int SECONDS = 20;

  private SharedLanes() {}

  static LaneCascade<Integer> open(Lanes lanes, List<ScriptedStage> stages, CollectingSink into) {
    return LaneCascade.open(
        plan(stages, 1), lanes, (hash, record) -> 0, into, new CascadeObserver<>() {});
  }

  /** Notes every run but the first, which waits. */
  static List<ScriptedStage> blockedFirst(
      String name, CountDownLatch runs, CountDownLatch go, List<String> order) {
    List<ScriptedStage> stages = ScriptedStage.chain(1);
    AtomicInteger run = new AtomicInteger();
    stages.get(0).beforeRun =
        () -> {
          if (run.incrementAndGet() > 1) {
            order.add(name);
            return;
          }
          runs.countDown();
          await(go);
        };
    return stages;
  }

  static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("only one lane runs", e);
    }
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
