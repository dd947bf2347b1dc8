package dev.thermocline.flink.operator;

import dev.thermocline.flink.tuning.RefusedCommandException;
import org.apache.flink.api.common.functions.Function;

/**
 * Makes the side-output record of a command that was refused.
 *
 * @param <C> records of the control stream
 * @param <F> records of the side output
 */
@FunctionalInterface
public interface RefusalFunction<C, F> extends Function {

  /** The record that tells of the refusal. */
  F refusal(C record, RefusedCommandException reason);
}
