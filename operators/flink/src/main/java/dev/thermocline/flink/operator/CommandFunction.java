package dev.thermocline.flink.operator;

import dev.thermocline.flink.tuning.RefusedCommandException;
import dev.thermocline.flink.tuning.TuningCommand;
import org.apache.flink.api.common.functions.Function;

/**
 * Reads a command out of a record of the control stream.
 *
 * @param <C> records of the control stream
 */
@FunctionalInterface
public interface CommandFunction<C> extends Function {

  /**
   * The command of a record.
   *
   * @throws RefusedCommandException if there is none in it; it is then refused with this reason
   */
  TuningCommand command(C record) throws RefusedCommandException;
}
