package dev.thermocline.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.stage.NativeGate;
import dev.thermocline.engine.stage.ShutdownException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ShutdownGateTest {
  private final ShutdownGate gate = new ShutdownGate(Duration.ofMinutes(1));
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void letsManyCallsInAtOnce() {
    AtomicInteger ended = new AtomicInteger();
    try (NativeGate.Pass first = gate.enter(ended::incrementAndGet);
        NativeGate.Pass second = gate.enter(ended::incrementAndGet)) {
      assertThat(first.ending()).isFalse();
      assertThat(second.ending()).isFalse();
    }
    assertThat(ended).hasValue(0);
  }

  @Test
  void refusesCallsAndWatchesOnceItIsClosed() {
    gate.close();

    assertThatThrownBy(() -> gate.enter(NativeGate.CANNOT_END_EARLY))
        .isInstanceOf(ShutdownException.class)
        .hasMessageContaining("process is ending");
    assertThatThrownBy(gate::watch).isInstanceOf(ShutdownException.class);
  }

  @Test
  void endsTheCallsInsideAndReturnsWhenTheyHaveLeft() throws Exception {
    CountDownLatch inside = new CountDownLatch(2);
    AtomicInteger left = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      threads.execute(
          () -> {
            CountDownLatch told = new CountDownLatch(1);
            try (NativeGate.Pass pass = gate.enter(told::countDown)) {
              inside.countDown();
              told.await();
              assertThat(pass.ending()).isTrue();
              left.incrementAndGet();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    inside.await();

    gate.close();

    assertThat(left).hasValue(2);
  }

  @Test
  void givesUpOnACallThatDoesNotEnd() {
    ShutdownGate impatient = new ShutdownGate(Duration.ofMillis(20));
    AtomicInteger told = new AtomicInteger();
    try (NativeGate.Pass stuck = impatient.enter(told::incrementAndGet)) {
      impatient.close();

      assertThat(told).hasValue(1);
      assertThat(stuck.ending()).isTrue();
    }
  }

  @Test
  void doesNotTouchACallThatHasLeft() {
    AtomicInteger told = new AtomicInteger();
    gate.enter(told::incrementAndGet).close();

    gate.close();

    assertThat(told).hasValue(0);
  }

  @RepeatedTest(20)
  void nobodyIsInsideOnceItHasClosedHoweverManyComeAndGo() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicBoolean toldAfterLeaving = new AtomicBoolean();
    CountDownLatch busy = new CountDownLatch(4);
    List<Future<?>> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      callers.add(threads.submit(() -> comeAndGo(inside, toldAfterLeaving, busy)));
    }
    busy.await();

    gate.close();
    int insideAfterClose = inside.get();
    for (Future<?> caller : callers) {
      caller.get();
    }

    assertThat(insideAfterClose).isZero();
    assertThat(toldAfterLeaving).isFalse();
  }

  /** Returns once it is refused. */
  private void comeAndGo(
      AtomicInteger inside, AtomicBoolean toldAfterLeaving, CountDownLatch busy) {
    while (true) {
      AtomicBoolean left = new AtomicBoolean();
      try (NativeGate.Pass pass =
          gate.enter(() -> toldAfterLeaving.compareAndSet(false, left.get()))) {
        inside.incrementAndGet();
        busy.countDown();
        Thread.yield();
        inside.decrementAndGet();
      } catch (ShutdownException e) {
        return;
      }
      left.set(true);
    }
  }

  @Test
  void itsHookIsRegisteredWhileAnybodyWatches() throws Exception {
    long before = hooks();

    NativeGate.Watch first = gate.watch();
    NativeGate.Watch second = gate.watch();
    assertThat(hooks()).isEqualTo(before + 1);
    first.close();
    first.close();
    assertThat(hooks()).isEqualTo(before + 1);
    second.close();
    assertThat(hooks()).isEqualTo(before);

    gate.watch().close();
    assertThat(hooks()).isEqualTo(before);
  }

  /** Gates' hooks registered in this process. */
  private static long hooks() throws ReflectiveOperationException {
    Class<?> registry = Class.forName("java.lang.ApplicationShutdownHooks");
    Field field = registry.getDeclaredField("hooks");
    field.setAccessible(true);
    synchronized (registry) {
      return ((Map<?, ?>) field.get(null))
          .keySet().stream()
              .filter(hook -> ((Thread) hook).getName().equals("thermocline-shutdown-gate"))
              .count();
    }
  }
}
