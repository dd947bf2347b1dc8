package dev.thermocline.flink.operator;

import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.tuning.CommandCopy;
import dev.thermocline.flink.tuning.EverySubtask;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SideOutputDataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.api.transformations.SideOutputTransformation;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Entry point of the keyed early-exit operator.
 *
 * <pre>{@code
 * SingleOutputStreamOperator<Prediction> predictions =
 *     EarlyExit.on(requests.keyBy(Request::key))
 *         .settings(settings)
 *         .text(Request::text)
 *         .position(Request::positionHash)
 *         .output(Prediction::of, predictionType)
 *         .failures(DEAD_LETTERS, DeadLetter::of);
 * }</pre>
 *
 * <p>Records keep their timestamps. Results leave in arrival order per key unless the settings say
 * otherwise. The operator's uid is {@code early-exit} unless {@link #uid} or the returned stream
 * sets another.
 *
 * @param <IN> records of the keyed stream
 */
public final class EarlyExit<IN> {
  private static final String DEFAULT_UID = "early-exit";

  private final KeyedStream<IN, ?> input;
  private String uid = DEFAULT_UID;
  private EngineFactory engines = BundleEngine::open;
  private @Nullable EarlyExitSettings settings;
  private @Nullable TextFunction<IN> text;
  private @Nullable PositionFunction<IN> position;
  private @Nullable ArrivalFunction<IN> arrival;
  private @Nullable PartitionFunction<IN> partition;
  private @Nullable DataStream<CommandCopy> commands;

  private EarlyExit(KeyedStream<IN, ?> input) {
    this.input = input;
  }

  /** Starts the description of an operator over {@code input}. */
  public static <IN> EarlyExit<IN> on(KeyedStream<IN, ?> input) {
    return new EarlyExit<>(input);
  }

  /** What the operator runs with; required. */
  public EarlyExit<IN> settings(EarlyExitSettings value) {
    settings = value;
    return this;
  }

  /** Where a record's text is; required. */
  public EarlyExit<IN> text(TextFunction<IN> value) {
    text = environment().clean(value);
    return this;
  }

  /** Where a record stands in its source; required. */
  public EarlyExit<IN> position(PositionFunction<IN> value) {
    position = environment().clean(value);
    return this;
  }

  /**
   * When a record arrived in its source: its age counts from there, by which the depth is
   * controlled. Left out, it counts from the record's timestamp, which is event time where the job
   * assigns that.
   */
  public EarlyExit<IN> arrival(ArrivalFunction<IN> value) {
    arrival = environment().clean(value);
    return this;
  }

  /**
   * Which partition of its source a record comes from: arrival times rise only within one. Left
   * out, all records count as one partition's.
   */
  public EarlyExit<IN> partition(PartitionFunction<IN> value) {
    partition = environment().clean(value);
    return this;
  }

  /**
   * Commands that tune the operator while it runs, from {@link CommandCheck}. Left out, it runs as
   * it was started.
   */
  public EarlyExit<IN> commands(DataStream<CommandCopy> value) {
    commands = value;
    return this;
  }

  /** Uid of the operator; set it where a job has two. */
  public EarlyExit<IN> uid(String value) {
    uid = value;
    return this;
  }

  /** Replaces the engine. */
  EarlyExit<IN> engines(EngineFactory value) {
    engines = value;
    return this;
  }

  /**
   * What to emit for a record that got a result.
   *
   * @param output makes the output record
   * @param type its type
   */
  public <OUT> WithOutput<IN, OUT> output(
      OutputFunction<IN, OUT> output, TypeInformation<OUT> type) {
    return new WithOutput<>(this, environment().clean(output), type);
  }

  private StreamExecutionEnvironment environment() {
    return input.getExecutionEnvironment();
  }

  private <OUT, F> SingleOutputStreamOperator<OUT> build(
      OutputFunction<IN, OUT> output,
      TypeInformation<OUT> type,
      OutputTag<F> tag,
      FailureFunction<IN, F> failure) {
    Definition<IN, OUT, F> definition =
        new Definition<>(
            required(settings, "settings"),
            engines,
            required(text, "text"),
            required(position, "position"),
            arrival,
            partition,
            output,
            tag,
            failure);
    return input
        .connect(commands == null ? noCommands() : toEverySubtask(commands))
        .transform("early-exit", type, new EarlyExitOperatorFactory<>(definition))
        .uid(uid);
  }

  /**
   * Of partitionings only those to any subtask will do: one broadcast or pointwise input takes
   * unaligned checkpoints from all inputs of an operator.
   */
  private DataStream<CommandCopy> toEverySubtask(DataStream<CommandCopy> copies) {
    return new DataStream<>(
        environment(),
        new PartitionTransformation<>(copies.getTransformation(), new EverySubtask()));
  }

  /**
   * A control stream that never has a command: a side output of the records' own stream that nobody
   * writes to, so it lives as long as they do and adds no operator to the job. It is partitioned
   * for the reason of {@link #toEverySubtask}.
   */
  private DataStream<CommandCopy> noCommands() {
    Transformation<?> records = input.getTransformation().getInputs().get(0);
    OutputTag<CommandCopy> nobody =
        new OutputTag<>(uid + "-no-control", TypeInformation.of(CommandCopy.class));
    return new SideOutputDataStream<>(
            environment(), new SideOutputTransformation<>(records, nobody))
        .rebalance();
  }

  private static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalStateException(
          "EarlyExit has no " + name + "; call ." + name + "(...) before .output(...)");
    }
    return value;
  }

  /**
   * A description that lacks only what becomes of failed records.
   *
   * @param <IN> records of the keyed stream
   * @param <OUT> records of the output
   */
  public static final class WithOutput<IN, OUT> {
    private final EarlyExit<IN> description;
    private final OutputFunction<IN, OUT> output;
    private final TypeInformation<OUT> type;

    private WithOutput(
        EarlyExit<IN> description, OutputFunction<IN, OUT> output, TypeInformation<OUT> type) {
      this.description = description;
      this.output = output;
      this.type = type;
    }

    /**
     * Adds the operator to the job.
     *
     * @param tag side output of the records that got no result
     * @param failure makes its records
     * @return the results; {@code getSideOutput(tag)} gives the failures
     * @throws IllegalStateException if settings, text or position are missing
     */
    public <F> SingleOutputStreamOperator<OUT> failures(
        OutputTag<F> tag, FailureFunction<IN, F> failure) {
      return description.build(output, type, tag, description.environment().clean(failure));
    }
  }
}
