package dev.thermocline.flink.metrics;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Metrics of a subtask's stage runs; written on lane threads. */
final class RunMetrics {
  private final Histogram batchSize;
  private final Histogram[] stageMs;
  private final Utilization utilization;

  RunMetrics(MetricGroup group, int stages, LongSupplier nanoClock) {
    batchSize =
        group.histogram("batchSize", new DescriptiveStatisticsHistogram(OperatorMetrics.WINDOW));
    stageMs = new Histogram[stages];
    for (int i = 0; i < stages; i++) {
      stageMs[i] =
          group
              .addGroup("stage", Integer.toString(i + 1))
              .histogram("stageMs", new DescriptiveStatisticsHistogram(OperatorMetrics.WINDOW));
    }
    utilization = group.gauge("engineUtilization", new Utilization(nanoClock));
  }

  void ran(int stage, int rows, long nanos) {
    batchSize.update(rows);
    stageMs[stage - 1].update(Math.round(nanos / OperatorMetrics.NANOS_PER_MILLI));
    utilization.busy(nanos);
  }
}
