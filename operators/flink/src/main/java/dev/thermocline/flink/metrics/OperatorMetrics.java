package dev.thermocline.flink.metrics;

import dev.thermocline.engine.stage.onnx.NativeUse;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/**
 * The operator's metrics. Written on the task thread, read by reporters; recording allocates
 * nothing.
 *
 * <p>Histograms hold the last {@value #WINDOW} values.
 */
public final class OperatorMetrics {
  static final int WINDOW = 1000;
  static final double NANOS_PER_MILLI = 1e6;

  private final Counter[] exits;
  private final Counter deadLettered;
  private final Histogram exitDepth;
  private final Histogram queueDelayMs;
  private final Histogram recordAgeMs;
  private final RunMetrics runs;
  private volatile int inFlight;
  private volatile long inFlightBytes;
  private volatile double certifiedRisk = Double.NaN;
  private volatile double barrierDelayMs;

  /**
   * Registers the metrics.
   *
   * @param group the operator's group
   * @param exitCount exits of the bundle
   * @param budget what the task manager sets aside for what stages hold
   */
  public OperatorMetrics(MetricGroup group, int exitCount, NativeBudget budget) {
    exits = new Counter[exitCount];
    for (int i = 0; i < exitCount; i++) {
      exits[i] = group.addGroup("exit", Integer.toString(i + 1)).counter("exits");
    }
    deadLettered = group.counter("deadLettered");
    exitDepth = group.histogram("exitDepth", new DescriptiveStatisticsHistogram(WINDOW));
    queueDelayMs = group.histogram("queueDelayMs", new DescriptiveStatisticsHistogram(WINDOW));
    recordAgeMs = group.histogram("recordAgeMs", new DescriptiveStatisticsHistogram(WINDOW));
    runs = new RunMetrics(group, exitCount, System::nanoTime);
    group.gauge("inFlight", (Gauge<Integer>) () -> inFlight);
    group.gauge("inFlightBytes", (Gauge<Long>) () -> inFlightBytes);
    group.gauge("certifiedRisk", (Gauge<Double>) () -> certifiedRisk);
    group.gauge("barrierDelayMs", (Gauge<Double>) () -> barrierDelayMs);
    group.gauge("nativeMemoryBytes", (Gauge<Long>) () -> NativeUse.now().bytes());
    group.gauge("nativeMemoryBudgetBytes", (Gauge<Long>) budget::bytes);
  }

  /**
   * Counts a record that left at an exit.
   *
   * @param exitIndex 1-based exit
   * @param risk certified risk of the record's rung; NaN when not certified
   * @param queueNanos time it waited in stage queues
   */
  public void exited(int exitIndex, double risk, long queueNanos) {
    exits[exitIndex - 1].inc();
    exitDepth.update(exitIndex);
    queueDelayMs.update(Math.round(queueNanos / NANOS_PER_MILLI));
    certifiedRisk = risk;
  }

  /**
   * Counts a stage run of the subtask's lane; lane thread.
   *
   * @param stage 1-based stage
   * @param rows records in the micro-batch
   */
  public void ran(int stage, int rows, long nanos) {
    runs.ran(stage, rows, nanos);
  }

  /** Records how old a record was at emission, counted from its arrival. */
  public void age(long millis) {
    recordAgeMs.update(millis);
  }

  /** Counts a record that went to the failures. */
  public void deadLettered() {
    deadLettered.inc();
  }

  /**
   * Sets how many records are admitted and not yet emitted.
   *
   * @param bytes what they weigh together
   */
  public void inFlight(int records, long bytes) {
    inFlight = records;
    inFlightBytes = bytes;
  }

  /** Sets how long the last barrier can have waited in the operator, its snapshot included. */
  public void barrierDelay(long nanos) {
    barrierDelayMs = nanos / NANOS_PER_MILLI;
  }
}
