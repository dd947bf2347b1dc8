package dev.thermocline.flink.operator;

import dev.thermocline.engine.cascade.CascadeObserver;
import dev.thermocline.flink.metrics.OperatorMetrics;

/** Tells metrics and control of one subtask's stage runs. */
final class RunObserver<T> implements CascadeObserver<T> {
  private final OperatorMetrics metrics;
  private final DepthControl control;

  RunObserver(OperatorMetrics metrics, DepthControl control) {
    this.metrics = metrics;
    this.control = control;
  }

  @Override
  public void onRun(int stage, int rows, long nanos) {
    metrics.ran(stage, rows, nanos);
  }

  @Override
  public void onTurn(int stage, int bucket, int rows, long nanos) {
    control.turned(stage, bucket, rows, nanos);
  }
}
