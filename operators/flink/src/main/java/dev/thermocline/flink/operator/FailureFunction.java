package dev.thermocline.flink.operator;

import org.apache.flink.api.common.functions.Function;

/**
 * Makes the side-output record of an input record that got no result; called on the task thread.
 *
 * @param <IN> records of the keyed stream
 * @param <F> records of the side output
 */
@FunctionalInterface
public interface FailureFunction<IN, F> extends Function {

  /**
   * The record to emit to the side output, with the timestamp of {@code record}.
   *
   * @param stage 1-based stage that failed; 0 when the input could not be encoded
   * @param cause why
   * @throws Exception to fail the task
   */
  F failure(IN record, int stage, Exception cause) throws Exception;
}
