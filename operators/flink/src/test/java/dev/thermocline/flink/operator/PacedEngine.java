package dev.thermocline.flink.operator;

import dev.thermocline.engine.cascade.Cascade;
import dev.thermocline.engine.cascade.CascadeObserver;
import dev.thermocline.engine.cascade.OutcomeSink;
import dev.thermocline.engine.cascade.RungDraw;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Answers records in flight in random order, slower than records come. */
final class PacedEngine extends ScriptedParts {
  private static final int EXIT = 2;
  private static final long SEED = 7;

  private final ScheduledExecutorService lane = Executors.newSingleThreadScheduledExecutor();
  private final Random random = new Random(SEED);
  private final long everyMillis;
  private final int atOnce;

  /**
   * Makes an engine.
   *
   * @param everyMillis milliseconds between answers
   * @param atOnce most records answered then
   */
  PacedEngine(long everyMillis, int atOnce) {
    this.everyMillis = everyMillis;
    this.atOnce = atOnce;
  }

  @Override
  public <T> Cascade<T> start(RungDraw<T> rungs, OutcomeSink<T> sink, CascadeObserver<T> observer) {
    Cascade<T> cascade = scripted.start(rungs, sink, observer);
    var unused =
        lane.scheduleAtFixedRate(this::answer, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
    return cascade;
  }

  private void answer() {
    for (int i = 0; i < atOnce; i++) {
      scripted.cascade().answerAny(EXIT, random);
    }
  }

  @Override
  public void close() {
    lane.shutdownNow();
    scripted.close();
  }
}
