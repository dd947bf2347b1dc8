package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.cascade.Cascade;
import dev.thermocline.engine.cascade.CascadeObserver;
import dev.thermocline.engine.cascade.OutcomeSink;
import dev.thermocline.engine.cascade.RungDraw;
import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.CostModel;
import dev.thermocline.engine.control.SharedDevice;
import dev.thermocline.engine.input.InputEncoder;
import dev.thermocline.flink.config.EarlyExitSettings;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An engine whose cascade a test scripts; it has three exits unless a test gives a bundle. */
final class ScriptedEngine implements Engine {
  private static final double STAGE_SECONDS = 0.002;

  private final SharedDevice device = new SharedDevice(1);

  private final Bundle bundle;
  private EarlyExitSettings settings = TestSettings.depth(ControlMode.STATIC, 0, 0.05);
  private int most = Integer.MAX_VALUE;
  private volatile @Nullable ScriptedCascade<?> cascade;
  private boolean closedAfterCascade;

  ScriptedEngine() {
    this(TestBundles.bundle(3, new double[] {0.0, 0.02}, new double[] {0.01, Double.NaN}));
  }

  ScriptedEngine(Bundle bundle) {
    this.bundle = bundle;
  }

  /** Has it run with settings of their own. */
  ScriptedEngine with(EarlyExitSettings other) {
    settings = other;
    return this;
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
  public LadderSelection ladder() {
    return LadderSelection.of(settings, bundle);
  }

  @Override
  public SharedDevice device() {
    return device;
  }

  @Override
  public CostModel costs() {
    return new CostModel(
        (stage, batch, bucket) -> batch * STAGE_SECONDS,
        ladder().reach(),
        1,
        IntStream.range(0, bundle.exits()).map(stage -> 8).toArray(),
        0.005);
  }

  @Override
  public <T> Cascade<T> start(RungDraw<T> rungs, OutcomeSink<T> sink, CascadeObserver<T> observer) {
    ScriptedCascade<T> started = new ScriptedCascade<>(rungs, sink, most);
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
