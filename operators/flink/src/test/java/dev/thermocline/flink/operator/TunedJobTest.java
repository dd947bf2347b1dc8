package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.tuning.CommandCopy;
import dev.thermocline.flink.tuning.TuningCommand;
import dev.thermocline.flink.tuning.TuningScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A saturated job is lost while copies of its commands are under way, and is started again at
 * another parallelism by the scheduler that chooses it.
 */
@Timeout(120)
class TunedJobTest {
  private static final OutputTag<String> FAILURES = new OutputTag<>("failures", Types.STRING);
  private static final int CAP = 16;
  private static final int KEYS = 50;

  /** Files of one subtask, each written under another name first: after three checkpoints. */
  private static final int UNDER_LOAD = 6;

  /** A record leaves this often and takes the task so long; several commands come meanwhile. */
  private static final int SLOW_MILLIS = 200;

  private static final int BETWEEN_COMMANDS_MILLIS = 40;

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setConfiguration(adaptive())
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  @TempDir Path directory;
  private Path output;
  private Path bundle;

  @BeforeEach
  void createDirectories() throws Exception {
    output = Files.createDirectory(directory.resolve("output"));
    bundle = directory.resolve("bundle");
    TinyBundle.write(bundle);
  }

  @Test
  void noCommandIsLostOnItsWayToAnySubtask() throws Exception {
    Configuration configuration = configuration();
    Path checkpoint = checkpointUnderLoad(configuration);
    assertThat(CheckpointFiles.inChannels(checkpoint)).isPositive();

    configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
    try (NewFiles written = new NewFiles(output)) {
      JobClient job = start(configuration, 3, "2", 0, any -> new PacedEngine(1, 1));
      while (keysAtRung0() < KEYS) {
        written.await(1);
      }
      cancel(job);
    }
  }

  private Path checkpointUnderLoad(Configuration configuration) throws Exception {
    try (NewFiles written = new NewFiles(output)) {
      JobClient job =
          start(
              configuration,
              1,
              "1",
              BETWEEN_COMMANDS_MILLIS,
              any -> new PacedEngine(SLOW_MILLIS, 1));
      written.await(UNDER_LOAD);
      cancel(job);
      return CheckpointFiles.last(directory.resolve("checkpoints/" + job.getJobID()));
    }
  }

  private static void cancel(JobClient job) throws Exception {
    job.cancel().get();
    assertThatThrownBy(() -> job.getJobExecutionResult().get()).isNotNull();
  }

  private long keysAtRung0() throws Exception {
    return CommittedFiles.lines(output).stream()
        .filter(line -> line.endsWith(" 0"))
        .distinct()
        .count();
  }

  private JobClient start(
      Configuration configuration,
      int parallelism,
      String run,
      long betweenCommandsMillis,
      EngineFactory engines)
      throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(parallelism);
    environment.setMaxParallelism(128);
    DataStream<Event> events =
        environment
            .fromSequence(1, Long.MAX_VALUE)
            .setParallelism(1)
            .uid("numbers")
            .map(number -> new Event("k" + number % KEYS, String.valueOf(number)))
            .returns(TypeInformation.of(Event.class))
            .setParallelism(1)
            .uid("events");
    EarlyExit.on(events.keyBy(Event::key))
        .settings(settings())
        .commands(commands(environment, betweenCommandsMillis))
        .engines(engines)
        .text(Event::text)
        .position(event -> event.text().hashCode())
        .output((event, result) -> event.key() + " " + result.rung(), Types.STRING)
        .failures(FAILURES, (event, stage, cause) -> event.key())
        .sinkTo(new CommittedFiles(output, run))
        .uid("files");
    return environment.executeAsync();
  }

  /** One command for each key, which takes it from rung 1 to rung 0. */
  private DataStream<CommandCopy> commands(
      StreamExecutionEnvironment environment, long betweenMillis) {
    DataStream<Long> numbers =
        environment
            .fromSequence(0, KEYS - 1)
            .setParallelism(1)
            .uid("command-numbers")
            .map(
                number -> {
                  LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(betweenMillis));
                  return number;
                })
            .returns(Types.LONG)
            .setParallelism(1)
            .uid("commands");
    return CommandCheck.of(
        numbers,
        settings(),
        number ->
            new TuningCommand(
                "c" + number, "pin", "0", TuningScope.KEY, "k" + number, "ada", number),
        FAILURES,
        (number, reason) -> reason.getMessage());
  }

  private EarlyExitSettings settings() {
    return EarlyExitOptions.settings(
        Configuration.fromMap(
            Map.of(
                "bundle.path", bundle.toString(),
                "control.mode", "static",
                "inflight.max", String.valueOf(CAP))));
  }

  private Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    configuration.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    return configuration;
  }

  private static Configuration adaptive() {
    Configuration configuration = new Configuration();
    configuration.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Adaptive);
    return configuration;
  }
}
