package dev.thermocline.flink.operator;

import dev.thermocline.engine.input.InputException;
import org.apache.flink.api.common.functions.Function;

/**
 * Takes the text to classify out of a record; called on the task thread.
 *
 * @param <IN> records of the keyed stream
 */
@FunctionalInterface
public interface TextFunction<IN> extends Function {

  /**
   * The record's text.
   *
   * @throws InputException if the record has no usable text; it then goes to the failures, stage 0
   */
  String text(IN record) throws InputException;
}
