package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.cascade.Cascade;
import dev.thermocline.engine.cascade.CascadeObserver;
import dev.thermocline.engine.cascade.OutcomeSink;
import dev.thermocline.engine.input.InputEncoder;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Answers one record in flight after another, any of them next, slower than records come. */
final class PacedEngine implements Engine {
  private static final int EXIT = 2;
  private static final long SEED = 7;

  private final ScriptedEngine scripted = new ScriptedEngine();
  private final ScheduledExecutorService lane = Executors.newSingleThreadScheduledExecutor();
  private final Random random = new Random(SEED);

  @Override
  public Bundle bundle() {
    return scripted.bundle();
  }

  @Override
  public InputEncoder encoder() {
    return scripted.encoder();
  }

  @Override
  public double certifiedRisk(int rung) {
    return scripted.certifiedRisk(rung);
  }

  @Override
  public <T> Cascade<T> start(OutcomeSink<T> sink, CascadeObserver<T> observer) {
    Cascade<T> cascade = scripted.start(sink, observer);
    var unused =
        lane.scheduleAtFixedRate(
            () -> scripted.cascade().answerAny(EXIT, random), 1, 1, TimeUnit.MILLISECONDS);
    return cascade;
  }

  @Override
  public void close() {
    lane.shutdownNow();
    scripted.close();
  }
}
