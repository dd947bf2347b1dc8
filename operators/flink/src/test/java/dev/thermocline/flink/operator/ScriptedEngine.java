package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.cascade.Cascade;
import dev.thermocline.engine.cascade.CascadeObserver;
import dev.thermocline.engine.cascade.OutcomeSink;
import dev.thermocline.engine.input.InputEncoder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An engine of three exits whose cascade a test scripts. */
final class ScriptedEngine implements Engine {
  private final Bundle bundle =
      TestBundles.bundle(3, new double[] {0.0, 0.02}, new double[] {0.01, Double.NaN});
  private @Nullable ScriptedCascade<?> cascade;
  private boolean closedAfterCascade;

  @Override
  public Bundle bundle() {
    return bundle;
  }

  @Override
  public InputEncoder encoder() {
    return new TextRows();
  }

  @Override
  public double certifiedRisk(int rung) {
    return bundle.calibration().ladder().get(rung).bound();
  }

  @Override
  public <T> Cascade<T> start(OutcomeSink<T> sink, CascadeObserver<T> observer) {
    ScriptedCascade<T> started = new ScriptedCascade<>(sink);
    cascade = started;
    return started;
  }

  @Override
  public void close() {
    closedAfterCascade = cascade().closed();
  }

  ScriptedCascade<?> cascade() {
    return Objects.requireNonNull(cascade, "the engine was not started");
  }

  boolean closedAfterCascade() {
    return closedAfterCascade;
  }
}
