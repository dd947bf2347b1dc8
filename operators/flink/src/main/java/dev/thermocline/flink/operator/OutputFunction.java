package dev.thermocline.flink.operator;

import org.apache.flink.api.common.functions.Function;

/**
 * Makes the output record out of an input record and its result; called on the task thread at
 * emission.
 *
 * @param <IN> records of the keyed stream
 * @param <OUT> records of the output
 */
@FunctionalInterface
public interface OutputFunction<IN, OUT> extends Function {

  /**
   * The record to emit, with the timestamp of {@code record}.
   *
   * @throws Exception to fail the task
   */
  OUT output(IN record, EarlyExitResult result) throws Exception;
}
