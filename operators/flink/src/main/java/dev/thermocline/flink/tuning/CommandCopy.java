package dev.thermocline.flink.tuning;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One of the copies of a command by which it reaches every subtask of the operator.
 *
 * @param copy number of this copy, from 0
 * @param copies how many there are: at least as many as there are subtasks
 * @param command the command, checked
 */
public record CommandCopy(int copy, int copies, TuningCommand command) {

  public CommandCopy {
    if (copy < 0 || copy >= copies) {
      throw new IllegalArgumentException(
          "copy is " + copy + "; allowed is 0 to " + (copies - 1) + ", one less than copies");
    }
  }

  /** All copies of a command. */
  public static Stream<CommandCopy> all(TuningCommand command, int copies) {
    return IntStream.range(0, copies).mapToObj(copy -> new CommandCopy(copy, copies, command));
  }
}
