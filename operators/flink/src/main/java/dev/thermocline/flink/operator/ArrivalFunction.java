package dev.thermocline.flink.operator;

import org.apache.flink.api.common.functions.Function;

/**
 * Tells when a record arrived in its source, for its age at emission; called on the task thread.
 *
 * @param <IN> records of the keyed stream
 */
@FunctionalInterface
public interface ArrivalFunction<IN> extends Function {

  /** Kafka timestamp of the record, milliseconds since the epoch; negative = it has none. */
  long arrivalMillis(IN record);
}
