package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.cascade.Cascade;
import dev.thermocline.engine.cascade.CascadeObserver;
import dev.thermocline.engine.cascade.OutcomeSink;
import dev.thermocline.engine.input.InputEncoder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An engine whose cascade a test scripts; it has three exits unless a test gives a bundle. */
final class ScriptedEngine implements Engine {
  private final Bundle bundle;
  private int most = Integer.MAX_VALUE;
  private volatile @Nullable ScriptedCascade<?> cascade;
  private boolean closedAfterCascade;

  ScriptedEngine() {
    this(TestBundles.bundle(3, new double[] {0.0, 0.02}, new double[] {0.01, Double.NaN}));
  }

  ScriptedEngine(Bundle bundle) {
    this.bundle = bundle;
  }

  /** Has its cascade answer the oldest record once so many wait. */
  ScriptedEngine holdingAtMost(int records) {
    most = records;
    return this;
  }

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
    ScriptedCascade<T> started = new ScriptedCascade<>(sink, most);
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
