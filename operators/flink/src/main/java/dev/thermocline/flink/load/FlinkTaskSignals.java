package dev.thermocline.flink.load;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.io.network.api.writer.ResultPartitionWriter;
import org.apache.flink.runtime.metrics.TimerGauge;
import org.apache.flink.runtime.metrics.groups.TaskIOMetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads Flink's own signals, which are public methods of internal classes. Where a Flink has them
 * not, the output counts as available and the input as never idle: what then tells of a slow output
 * is the time that handing results on takes, and clocks that are ahead are not noticed.
 */
public final class FlinkTaskSignals implements TaskSignals {
  private static final Logger LOG = LoggerFactory.getLogger(FlinkTaskSignals.class);

  /** One line for the subtasks of a job on a task manager, not one for each of them. */
  private static final AtomicBoolean SAID = new AtomicBoolean();

  private final ResultPartitionWriter[] writers;
  private final TimerGauge outputWait;
  private final TimerGauge inputIdle;

  private FlinkTaskSignals(ResultPartitionWriter[] writers, TaskIOMetricGroup metrics) {
    this.writers = writers;
    this.outputWait = metrics.getSoftBackPressuredTimePerSecond();
    this.inputIdle = metrics.getIdleTimeMsPerSecond();
  }

  /**
   * The signals of a task; without internal ones where they are absent, which is said once in the
   * log of a process.
   */
  public static TaskSignals of(Environment task) {
    try {
      TaskSignals signals =
          new FlinkTaskSignals(task.getAllWriters(), task.getMetricGroup().getIOMetricGroup());
      // Links every method now rather than in the middle of a tick.
      signals.outputAvailable();
      signals.outputWaitMillis();
      signals.inputIdleMillis();
      return signals;
    } catch (LinkageError e) {
      if (SAID.compareAndSet(false, true)) {
        LOG.warn(
            "This Flink does not tell whether a task's output is available ({}); a slow output is"
                + " recognised by the time results take to hand on",
            String.valueOf(e.getMessage()));
      }
      return new Nothing();
    }
  }

  @Override
  public boolean outputAvailable() {
    for (ResultPartitionWriter writer : writers) {
      if (!writer.isAvailable()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long outputWaitMillis() {
    return outputWait.getAccumulatedCount();
  }

  @Override
  public long inputIdleMillis() {
    return inputIdle.getAccumulatedCount();
  }

  private static final class Nothing implements TaskSignals {
    @Override
    public boolean outputAvailable() {
      return true;
    }

    @Override
    public long outputWaitMillis() {
      return 0;
    }

    @Override
    public long inputIdleMillis() {
      return 0;
    }
  }
}
