package dev.thermocline.flink.operator;

import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.tuning.CommandCopy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/**
 * The check of a job's commands on their way to the operator, in one subtask.
 *
 * <pre>{@code
 * SingleOutputStreamOperator<CommandCopy> commands =
 *     CommandCheck.of(asked, settings, Asked::command, DEAD_LETTERS, DeadLetter::of);
 * EarlyExit.on(...).commands(commands)
 * }</pre>
 *
 * <p>Its uid is {@code check-commands}. It keeps the settings in force and the ids of commands it
 * has seen, so commands act in the order of the stream and once each.
 */
public final class CommandCheck {
  private static final String NAME = "check-commands";

  private CommandCheck() {}

  /**
   * Adds the check to the job.
   *
   * @param asked the commands as they were asked for, in order; a stream of one subtask
   * @param settings what the operator runs with
   * @param command reads a command out of a record
   * @param tag side output of the records whose command is refused
   * @param refusal makes its records
   * @return the commands that may act, for {@link EarlyExit#commands}
   * @throws IllegalStateException if the environment has no max parallelism
   */
  public static <C, F> SingleOutputStreamOperator<CommandCopy> of(
      DataStream<C> asked,
      EarlyExitSettings settings,
      CommandFunction<C> command,
      OutputTag<F> tag,
      RefusalFunction<C, F> refusal) {
    StreamExecutionEnvironment environment = asked.getExecutionEnvironment();
    int copies = environment.getMaxParallelism();
    if (copies <= 0) {
      throw new IllegalStateException(
          "the environment's max parallelism is not set; allowed: the largest parallelism the"
              + " operator may get; call setMaxParallelism before");
    }
    return asked
        .process(
            new CheckCommands<>(
                settings, environment.clean(command), tag, environment.clean(refusal), copies),
            TypeInformation.of(CommandCopy.class))
        .name(NAME)
        .uid(NAME)
        .forceNonParallel();
  }
}
