package dev.thermocline.flink.config;

import dev.thermocline.engine.cascade.CascadeSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What one early-exit operator runs with; serialised into the job graph.
 *
 * @param bundlePath directory of the bundle, as every task manager sees it
 * @param policy exit policy id; must equal the bundle's
 * @param thresholds thresholds per exit given as job parameters, instead of the bundle's ladder;
 *     empty for the ladder; a single value applies to every exit
 * @param thresholdsFloor the laxest thresholds the ladder between may reach; empty = {@code
 *     thresholds}
 * @param mode {@code STATIC}: one rung; {@code OFF}: full depth
 * @param staticRung rung of {@code STATIC}; -1 = the cheapest rung whose loss is within maxLoss (0
 *     where thresholds are given)
 * @param maxLoss quality limit in the bundle's loss
 * @param ordered whether results leave in arrival order per key
 * @param batchMaxSize most records in a micro-batch
 * @param batchMaxTime a batch is cut to this measured cost
 * @param batchLinger longest wait of a queue's head for a full batch
 * @param lengthBuckets upper ends of the length buckets, ascending
 * @param inFlightMax most records between admission and emission, per subtask
 * @param cpuPermits most concurrent CPU runs in this JVM; 0 = the processors
 */
public record EarlyExitSettings(
    String bundlePath,
    String policy,
    List<Double> thresholds,
    List<Double> thresholdsFloor,
    ControlMode mode,
    int staticRung,
    double maxLoss,
    boolean ordered,
    int batchMaxSize,
    Duration batchMaxTime,
    Duration batchLinger,
    List<Integer> lengthBuckets,
    int inFlightMax,
    int cpuPermits)
    implements Serializable {

  /** How the depth is controlled. */
  public enum ControlMode {
    STATIC,
    OFF
  }

  /** The batching part, as the engine takes it. */
  public CascadeSettings cascade() {
    return new CascadeSettings(batchMaxSize, batchMaxTime, batchLinger, lengthBuckets);
  }
}
