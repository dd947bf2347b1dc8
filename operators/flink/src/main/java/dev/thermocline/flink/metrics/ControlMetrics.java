package dev.thermocline.flink.metrics;

import dev.thermocline.engine.control.BindingConstraint;
import dev.thermocline.engine.control.DepthDecision;
import dev.thermocline.engine.control.LoadSample;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** Metrics of the depth: what was decided last, and from what. */
public final class ControlMetrics {
  private static final double MILLIS = 1e3;

  private final LongAdder breaches = new LongAdder();
  private volatile BindingConstraint constraint = BindingConstraint.BEST;
  private volatile double rung;
  private volatile double pressure = Double.NaN;
  private volatile double offeredRate = Double.NaN;
  private volatile double ageMs = Double.NaN;

  /**
   * Registers the metrics.
   *
   * @param group the operator's group
   */
  public ControlMetrics(MetricGroup group) {
    group.gauge("rung", (Gauge<Double>) () -> rung);
    group.gauge("pressure", (Gauge<Double>) () -> pressure);
    group.gauge("offeredRate", (Gauge<Double>) () -> offeredRate);
    group.gauge("controlAgeMs", (Gauge<Double>) () -> ageMs);
    group.gauge("limitBreaches", (Gauge<Long>) breaches::sum);
    for (BindingConstraint each : BindingConstraint.values()) {
      group
          .addGroup("constraint", each.toString())
          .gauge("bindingConstraint", (Gauge<Integer>) () -> constraint == each ? 1 : 0);
    }
  }

  /** Shows a decision and what it was made from. */
  public void decided(DepthDecision decision, LoadSample sample) {
    constraint = decision.constraint();
    rung = decision.mix().rung() + decision.mix().fraction();
    pressure = decision.pressure();
    offeredRate = sample.offeredRate();
    ageMs = sample.ageSeconds() * MILLIS;
  }

  /** Counts a record that drew a rung beyond the quality limit; any thread. */
  public void breached() {
    breaches.increment();
  }
}
