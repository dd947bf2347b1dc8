package dev.thermocline.flink.config;

import dev.thermocline.engine.cascade.CascadeSettings;
import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.ControlSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * What one early-exit operator runs with; serialised into the job graph.
 *
 * @param bundlePath the bundle's directory or zip file, as every task manager sees it
 * @param policy exit policy id; must equal the bundle's
 * @param thresholds thresholds per exit given as job parameters, instead of the bundle's ladder;
 *     empty for the ladder; a single value applies to every exit
 * @param thresholdsFloor the laxest thresholds the ladder between may reach; empty = {@code
 *     thresholds}
 * @param control how the depth is controlled; static rung -1 = the cheapest rung whose loss is
 *     within maxLoss (0 where thresholds are given)
 * @param loss id of the loss that {@code maxLoss} limits; must equal the bundle's
 * @param maxLoss quality limit in that loss
 * @param ordered whether results leave in arrival order per key
 * @param batchMaxSize most records in a micro-batch
 * @param batchMaxTime a batch is cut to this measured cost
 * @param batchLinger longest wait of a record behind stage 1, over all stages, for fuller batches
 * @param lengthBuckets upper ends of the length buckets, ascending
 * @param inFlightMax most records between admission and emission, per subtask
 * @param inFlightMaxBytes most bytes those may weigh together; a heavier record comes in alone
 * @param cpuPermits most concurrent CPU runs in this JVM; 0 = the processors
 */
public record EarlyExitSettings(
    String bundlePath,
    String policy,
    List<Double> thresholds,
    List<Double> thresholdsFloor,
    ControlSettings control,
    String loss,
    double maxLoss,
    boolean ordered,
    int batchMaxSize,
    Duration batchMaxTime,
    Duration batchLinger,
    List<Integer> lengthBuckets,
    int inFlightMax,
    long inFlightMaxBytes,
    int cpuPermits)
    implements Serializable {

  /**
   * Checks what can be checked without the bundle.
   *
   * @throws IllegalArgumentException naming the option that is out of range
   */
  public EarlyExitSettings {
    require(!bundlePath.isBlank(), "bundle.path", bundlePath, "a directory or a .zip");
    require(!policy.isBlank(), "exit.policy", policy, "the bundle's");
    thresholds = probabilities("exit.thresholds", thresholds);
    thresholdsFloor = probabilities("exit.thresholds.floor", thresholdsFloor);
    require(!loss.isBlank(), "quality.loss", loss, "the bundle's");
    require(maxLoss >= 0 && maxLoss <= 1, "quality.max-loss", maxLoss, "a number from 0 to 1");
    lengthBuckets =
        new CascadeSettings(batchMaxSize, batchMaxTime, batchLinger, lengthBuckets).lengthBuckets();
    require(inFlightMax >= 1, "inflight.max", inFlightMax, "an integer from 1");
    require(inFlightMaxBytes >= 1, "inflight.max-bytes", inFlightMaxBytes, "a size from 1 b");
    require(cpuPermits >= 0, "engine.cpu-permits", cpuPermits, "an integer from 0");
  }

  private static List<Double> probabilities(String key, List<Double> values) {
    List<Double> copy = List.copyOf(values);
    require(
        copy.stream().allMatch(value -> value >= 0 && value <= 1),
        key,
        copy,
        "numbers from 0 to 1");
    return copy;
  }

  private static void require(boolean fine, String key, Object value, String allowed) {
    if (!fine) {
      throw new IllegalArgumentException(
          key + " is '" + value + "'; allowed: " + allowed + "; give an allowed value");
    }
  }

  /** Who chooses the depth. */
  public ControlMode mode() {
    return control.mode();
  }

  /** Rung of {@link ControlMode#STATIC}. */
  public int staticRung() {
    return control.staticRung();
  }

  /** The batching part, as the engine takes it. */
  public CascadeSettings cascade() {
    return new CascadeSettings(batchMaxSize, batchMaxTime, batchLinger, lengthBuckets);
  }
}
