package dev.thermocline.flink.operator;

import org.apache.flink.api.common.functions.Function;

/**
 * Tells which partition of its source a record comes from, for the rate at which each delivers;
 * called on the task thread.
 *
 * @param <IN> records of the keyed stream
 */
@FunctionalInterface
public interface PartitionFunction<IN> extends Function {

  /** Number of the partition; arrival times do not fall within one. */
  int partition(IN record);
}
