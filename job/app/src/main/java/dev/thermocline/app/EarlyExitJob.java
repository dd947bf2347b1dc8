package dev.thermocline.app;

import dev.thermocline.app.codec.CommandDecoder;
import dev.thermocline.app.codec.DeadLetterEncoder;
import dev.thermocline.app.codec.Origin;
import dev.thermocline.app.codec.Outbound;
import dev.thermocline.app.codec.PredictionEncoder;
import dev.thermocline.app.codec.RecordType;
import dev.thermocline.app.codec.SourceRecord;
import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.kafka.BrokerCheck;
import dev.thermocline.app.kafka.KafkaOptions;
import dev.thermocline.app.kafka.Topics;
import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.flink.config.InvalidOptionsException;
import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.flink.config.OptionFault;
import dev.thermocline.flink.operator.CommandCheck;
import dev.thermocline.flink.operator.EarlyExit;
import dev.thermocline.flink.tuning.CommandCopy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.client.program.ProgramParametrizationException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/** The job: requests from a topic, through the early-exit operator, to a topic of predictions. */
public final class EarlyExitJob {

  /** Name of the job where {@code pipeline.name} gives no other. */
  public static final String NAME = "thermocline";

  private static final String DEBUG = "--debug";
  private static final int USAGE = 2;

  /**
   * Records that Flink hands on in bundles of its default of 100 ms meet in queues, however light
   * the load, and cost depth there.
   */
  private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(10);

  private static final OutputTag<Outbound> DEAD_LETTERS =
      new OutputTag<>("dead-letters", RecordType.OUTBOUND);

  private EarlyExitJob() {}

  /**
   * Builds and runs the job.
   *
   * <p>Faulty options are told line by line, without a stack trace unless {@code --debug} is among
   * the arguments. Run by hand, the process ends with 2; Flink's client and application mode get
   * the exception by which they know options from failures.
   *
   * @param args {@code --key value}, {@code --config FILE}, {@code -Dkey=value}; see {@link
   *     JobArguments}
   * @throws ProgramParametrizationException if the options are at fault: {@code flink run} prints
   *     its message, one line per fault, and no stack trace
   * @throws Exception if the job fails
   */
  public static void main(String[] args) throws Exception {
    List<String> options = new ArrayList<>(List.of(args));
    boolean debug = options.removeIf(DEBUG::equals);
    try {
      run(JobArguments.read(options.toArray(String[]::new)));
    } catch (InvalidOptionsException e) {
      if (debug) {
        throw e;
      }
      if (StreamExecutionEnvironment.getExecutionEnvironment() instanceof LocalStreamEnvironment) {
        System.err.println(e.getMessage());
        System.exit(USAGE);
      }
      throw new ProgramParametrizationException(e.getMessage());
    }
  }

  private static void run(JobArguments arguments) throws Exception {
    Configuration options = arguments.options();
    // An environment made with the options would throw at the first of Flink's own it cannot read.
    List<OptionFault> faults =
        arguments.faults(
            Configuration.fromMap(
                StreamExecutionEnvironment.getExecutionEnvironment().getConfiguration().toMap()));
    if (!faults.isEmpty()) {
      throw new InvalidOptionsException(faults);
    }
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(JobOptions.flinkSettings(options));
    Configuration config = build(env, options);
    // Where nobody set up logging this is all a user gets to see.
    CheckpointPlace.check(env.getConfiguration()).ifPresent(System.err::println);
    BrokerCheck.check(config).ifPresent(System.err::println);
    env.execute(env.getConfiguration().getOptional(PipelineOptions.NAME).orElse(NAME));
  }

  /**
   * Adds the whole topology to an environment; the caller executes it.
   *
   * @param env where the job runs; Flink settings of {@code options} are applied to it
   * @param options job options and Flink settings by key
   * @return the options the job will run with
   * @throws dev.thermocline.flink.config.InvalidOptionsException naming every fault
   */
  public static Configuration build(StreamExecutionEnvironment env, Configuration options) {
    Configuration config =
        KafkaOptions.validated(options, Configuration.fromMap(env.getConfiguration().toMap()));
    configure(env, config);
    Topics topics = new Topics(config);
    Format format = JobOptions.outputFormat(config);
    PredictionEncoder answers = new PredictionEncoder(format);
    DeadLetterEncoder deadLetters =
        new DeadLetterEncoder(
            (int) config.get(JobOptions.DEAD_LETTER_MAX_BYTES).getBytes(), format);

    SingleOutputStreamOperator<Decoded> requests =
        env.fromSource(topics.requests(), eventTime(), "requests", RecordType.SOURCE_RECORD)
            .uid("requests")
            .process(new Sift(deadLetters, DEAD_LETTERS), RecordType.DECODED)
            .name("sift")
            .uid("sift");

    EarlyExit<Decoded> earlyExit =
        EarlyExit.on(requests.keyBy(Decoded::orderingKey, Types.STRING))
            .settings(EarlyExitOptions.settings(config));
    DataStream<Outbound> undecided = requests.getSideOutput(DEAD_LETTERS);

    if (config.contains(JobOptions.CONTROL_TOPIC)) {
      SingleOutputStreamOperator<CommandCopy> commands = commands(env, config, deadLetters);
      earlyExit.commands(commands);
      undecided = undecided.union(commands.getSideOutput(DEAD_LETTERS));
    }

    SingleOutputStreamOperator<Outbound> predictions =
        earlyExit
            .text(Decoded::text)
            .position(request -> request.origin().positionHash())
            .arrival(request -> request.origin().timestamp())
            .partition(request -> request.origin().partition())
            .output(answers::encode, RecordType.OUTBOUND)
            .failures(DEAD_LETTERS, deadLetters::encode);

    predictions.sinkTo(topics.predictions()).name("predictions").uid("predictions");
    undecided
        .union(predictions.getSideOutput(DEAD_LETTERS))
        .sinkTo(topics.deadLetters())
        .name("dead-letters")
        .uid("dead-letters");
    return config;
  }

  /** In one subtask, as the control topic is one partition; its silence holds no event time. */
  private static SingleOutputStreamOperator<CommandCopy> commands(
      StreamExecutionEnvironment env, Configuration config, DeadLetterEncoder deadLetters) {
    CommandDecoder decoder = new CommandDecoder();
    SingleOutputStreamOperator<Origin> asked =
        env.fromSource(
                new Topics(config).commands(config.get(JobOptions.CONTROL_TOPIC)),
                WatermarkStrategy.noWatermarks(),
                "commands",
                RecordType.ORIGIN)
            .uid("commands")
            .forceNonParallel();
    return CommandCheck.of(
        asked,
        EarlyExitOptions.settings(config),
        decoder::decode,
        DEAD_LETTERS,
        deadLetters::encode);
  }

  private static void configure(StreamExecutionEnvironment env, Configuration config) {
    Configuration flink = JobOptions.flinkSettings(config);
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    if (env.getConfiguration().getOptional(ExecutionOptions.BUFFER_TIMEOUT).isEmpty()
        && flink.getOptional(ExecutionOptions.BUFFER_TIMEOUT).isEmpty()) {
      flink.set(ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
    }
    env.configure(flink);
    env.setMaxParallelism(JobOptions.MAX_PARALLELISM);
    config.getOptional(JobOptions.PARALLELISM).ifPresent(env::setParallelism);
  }

  private static WatermarkStrategy<SourceRecord> eventTime() {
    return WatermarkStrategy.<SourceRecord>forMonotonousTimestamps()
        .withTimestampAssigner((record, kafkaTimestamp) -> record.timestamp());
  }
}
