package dev.thermocline.flink.operator;

import org.apache.flink.api.common.functions.Function;

/**
 * Hashes where a record stands in its source, for the draw of its rung; called on the task thread.
 *
 * @param <IN> records of the keyed stream
 */
@FunctionalInterface
public interface PositionFunction<IN> extends Function {

  /** Hash of topic, partition and offset; the same record always gives the same value. */
  long positionHash(IN record);
}
