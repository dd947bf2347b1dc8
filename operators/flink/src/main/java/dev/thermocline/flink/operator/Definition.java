package dev.thermocline.flink.operator;

import dev.thermocline.flink.config.EarlyExitSettings;
import java.io.Serializable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Everything a subtask of the operator needs, as it travels in the job graph.
 *
 * @param arrival null = records arrived at their own timestamps
 * @param partition null = all come from one
 */
record Definition<IN, OUT, F>(
    EarlyExitSettings settings,
    EngineFactory engines,
    TextFunction<IN> text,
    PositionFunction<IN> position,
    @Nullable ArrivalFunction<IN> arrival,
    @Nullable PartitionFunction<IN> partition,
    OutputFunction<IN, OUT> output,
    OutputTag<F> failures,
    FailureFunction<IN, F> failure)
    implements Serializable {

  /** When a record arrived in its source, milliseconds since the epoch; negative = unknown. */
  long arrivalMillis(StreamRecord<IN> element) {
    if (arrival != null) {
      return arrival.arrivalMillis(element.getValue());
    }
    return element.hasTimestamp() ? element.getTimestamp() : -1;
  }

  /** The partition of its source that a record comes from. */
  int sourcePartition(IN record) {
    return partition == null ? 0 : partition.partition(record);
  }
}
