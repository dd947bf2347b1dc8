package dev.thermocline.flink.state;

import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.ControllerState;
import dev.thermocline.engine.control.PartitionRate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What depth control remembers, in operator state that every subtask gets to see in full after a
 * restore: at the same parallelism each goes on from its own, at another from the medians of what
 * does not depend on the share of the load.
 */
public final class ControlState {
  private static final Logger LOG = LoggerFactory.getLogger(ControlState.class);

  /** Part of every checkpoint. */
  private static final String NAME = "depth-control";

  private static final int FORMAT = 1;
  private static final int HEAD = 9;
  private static final int PER_RATE = 4;

  private final ListState<double[]> state;
  private final int subtask;
  private final int parallelism;

  /**
   * Registers the state.
   *
   * @param subtask index of this subtask
   * @param parallelism number of subtasks
   */
  public ControlState(OperatorStateStore store, int subtask, int parallelism) throws Exception {
    this.state =
        store.getUnionListState(
            new ListStateDescriptor<>(
                NAME, PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO));
    this.subtask = subtask;
    this.parallelism = parallelism;
  }

  /** Makes this what the next checkpoint holds of this subtask. */
  public void write(ControlSnapshot snapshot) throws Exception {
    double[] flat = new double[HEAD + PER_RATE * snapshot.rates().size()];
    ControllerState controller = snapshot.controller();
    flat[0] = FORMAT;
    flat[1] = parallelism;
    flat[2] = subtask;
    flat[3] = controller.integral();
    flat[4] = controller.logCost();
    flat[5] = controller.throughput();
    flat[6] = controller.heldSeconds();
    flat[7] = snapshot.costScale();
    flat[8] = controller.mode().ordinal();
    int at = HEAD;
    for (PartitionRate rate : snapshot.rates()) {
      flat[at++] = rate.partition();
      flat[at++] = rate.lastMillis();
      flat[at++] = rate.slow();
      flat[at++] = rate.fast();
    }
    state.update(List.of(flat));
  }

  /** What to go on from; empty at a first start, or where a newer version wrote it. */
  public Optional<ControlSnapshot> restore() throws Exception {
    List<double[]> all = new ArrayList<>();
    for (double[] flat : state.get()) {
      if (flat.length < HEAD || flat[0] != FORMAT) {
        LOG.warn(
            "Depth control starts anew: its state has format {}, this version reads {}",
            flat.length == 0 ? "none" : flat[0],
            FORMAT);
        return Optional.empty();
      }
      all.add(flat);
    }
    if (all.isEmpty()) {
      return Optional.empty();
    }
    for (double[] flat : all) {
      if (flat[1] == parallelism && flat[2] == subtask) {
        return Optional.of(own(flat));
      }
    }
    return Optional.of(rescaled(all));
  }

  private static ControlSnapshot own(double[] flat) {
    return new ControlSnapshot(
        new ControllerState(mode(flat), flat[3], flat[4], flat[5], flat[6]), flat[7], rates(flat));
  }

  /**
   * The order of the modes is part of every checkpoint; one that is not known remembers nothing.
   */
  private static ControlMode mode(double[] flat) {
    ControlMode[] modes = ControlMode.values();
    int at = (int) flat[8];
    return at >= 0 && at < modes.length ? modes[at] : ControlMode.OFF;
  }

  private static List<PartitionRate> rates(double[] flat) {
    List<PartitionRate> rates = new ArrayList<>();
    for (int at = HEAD; at + PER_RATE <= flat.length; at += PER_RATE) {
      rates.add(new PartitionRate((int) flat[at], (long) flat[at + 1], flat[at + 2], flat[at + 3]));
    }
    return rates;
  }

  private static ControlSnapshot rescaled(List<double[]> all) {
    ControllerState medians =
        new ControllerState(
            mode(all.get(0)), median(all, flat -> flat[3]), Double.NaN, Double.NaN, 0);
    return new ControlSnapshot(medians, median(all, flat -> flat[7]), List.of());
  }

  private static double median(List<double[]> all, ToDoubleFunction<double[]> value) {
    double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
