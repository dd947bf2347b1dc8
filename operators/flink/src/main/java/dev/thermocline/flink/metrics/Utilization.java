package dev.thermocline.flink.metrics;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.View;

/**
 * Lanes that a subtask's stage runs took, the wait for a CPU permit included, over the last
 * interval between two {@link #update}s; Flink updates every {@value View#UPDATE_INTERVAL_SECONDS}
 * seconds. Above 1 where other subtasks' lanes helped. A run counts when it ends.
 */
final class Utilization implements Gauge<Double>, View {
  private final LongSupplier nanoClock;
  private final LongAdder busyNanos = new LongAdder();
  private long lastNanos;
  private long lastBusyNanos;
  private volatile double share;

  Utilization(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.lastNanos = nanoClock.getAsLong();
  }

  void busy(long nanos) {
    busyNanos.add(nanos);
  }

  @Override
  public synchronized void update() {
    long now = nanoClock.getAsLong();
    long busy = busyNanos.sum();
    if (now > lastNanos) {
      share = (double) (busy - lastBusyNanos) / (now - lastNanos);
      lastNanos = now;
      lastBusyNanos = busy;
    }
  }

  @Override
  public Double getValue() {
    return share;
  }
}
