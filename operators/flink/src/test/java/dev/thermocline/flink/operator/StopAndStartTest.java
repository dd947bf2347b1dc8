package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.state.InFlightState;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job of two subtasks ends with its cap of records in flight and is started again. */
@Timeout(120)
class StopAndStartTest {
  private static final OutputTag<String> FAILURES = new OutputTag<>("failures", Types.STRING);
  private static final int CAP = 16;
  private static final int RECORDS = 3_000;
  private static final int KEYS = 50;

  /** Keeps few records in network buffers: a barrier passes them first. */
  private static final String PADDING = "x".repeat(8_000);

  /** Files are of at most two subtasks, each written under another name first. */
  private static final int UNDER_LOAD = 12;

  private static final int AT_ONCE = 1;

  private static final Pattern HOLDS =
      Pattern.compile("Checkpoint (\\d+) holds (\\d+) records in flight");
  private static final Pattern RUNS_AGAIN = Pattern.compile("Runs (\\d+) restored records again");

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  @TempDir Path directory;
  private Path output;

  @BeforeEach
  void createDirectories() throws Exception {
    output = Files.createDirectory(directory.resolve("output"));
  }

  @ParameterizedTest
  @CsvSource({"1, rocksdb, NATIVE", "3, hashmap, CANONICAL"})
  void nothingIsLostOrDoubledAndEveryKeyKeepsItsOrder(
      int parallelism, String backend, SavepointFormatType format) throws Exception {
    int held;
    String savepoint;
    try (LogLines log = LogLines.of(InFlightState.class)) {
      savepoint = stopUnderLoad(configuration(backend), false, format);
      held = heldAtLast(log.lines());
    }
    assertThat(held).isBetween(CAP / 2, 2 * CAP);
    int before = CommittedFiles.lines(output).size();

    try (LogLines log = LogLines.of(InFlightState.class)) {
      Configuration configuration = configuration(backend);
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
      startAgain(configuration, parallelism).getJobExecutionResult().get();

      assertThat(sum(RUNS_AGAIN, 1, log.lines())).isEqualTo(held);
    }
    assertThat(before).isLessThan(RECORDS);
    assertEveryRecordOnceInOrder(RECORDS);
  }

  @Test
  void aDrainEmitsWhatIsInFlightAndLeavesNothingToRunAgain() throws Exception {
    String savepoint = stopUnderLoad(configuration("hashmap"), true, SavepointFormatType.CANONICAL);

    // The source counts up, so what it gave away ends at the number of records that came out.
    assertEveryRecordOnceInOrder(CommittedFiles.lines(output).size());
    try (LogLines log = LogLines.of(InFlightState.class)) {
      Configuration configuration = configuration("hashmap");
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
      startAgain(configuration, 2).getJobExecutionResult().get();

      assertThat(log.lines()).noneMatch(RUNS_AGAIN.asPredicate());
    }
  }

  @RepeatedTest(5)
  void aStopThatMeetsTheFirstCheckpointLeavesASavepoint() throws Exception {
    JobClient job = startAndAwait(AT_ONCE, configuration("hashmap"));

    String savepoint = stop(job, false, SavepointFormatType.CANONICAL);

    assertThat(Path.of(URI.create(savepoint))).isDirectoryContaining("glob:**/_metadata");
  }

  @Test
  void aLostJobStartsAgainFromItsLastUnalignedCheckpointAtAnotherParallelism() throws Exception {
    Configuration configuration = configuration("hashmap");
    configuration.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    JobClient job = startAndAwait(UNDER_LOAD, configuration);
    job.cancel().get();
    assertThatThrownBy(() -> job.getJobExecutionResult().get()).isNotNull();
    Path checkpoint = CheckpointFiles.last(directory.resolve("checkpoints/" + job.getJobID()));
    assertThat(CheckpointFiles.inChannels(checkpoint))
        .as("bytes of what barriers passed")
        .isPositive();

    try (LogLines log = LogLines.of(InFlightState.class)) {
      configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint.toUri().toString());
      startAgain(configuration, 3).getJobExecutionResult().get();

      assertThat(sum(RUNS_AGAIN, 1, log.lines())).isPositive();
    }
    assertEveryRecordOnceInOrder(RECORDS);
  }

  private void assertEveryRecordOnceInOrder(int records) throws Exception {
    List<String> lines = CommittedFiles.lines(output);
    assertThat(lines)
        .extracting(line -> Integer.valueOf(line.split(" ")[1]))
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, records).boxed().toList());
    assertThat(
            lines.stream()
                .map(line -> line.split(" "))
                .collect(
                    Collectors.groupingBy(
                        fields -> fields[0],
                        Collectors.mapping(
                            fields -> Integer.valueOf(fields[1]), Collectors.toList())))
                .values())
        .hasSize(KEYS)
        .allSatisfy(numbers -> assertThat(numbers).isSorted());
  }

  private String stopUnderLoad(
      Configuration configuration, boolean drain, SavepointFormatType format) throws Exception {
    return stop(startAndAwait(UNDER_LOAD, configuration), drain, format);
  }

  private String stop(JobClient job, boolean drain, SavepointFormatType format) throws Exception {
    String savepoint =
        job.stopWithSavepoint(drain, directory.resolve("savepoints").toUri().toString(), format)
            .get();
    job.getJobExecutionResult().get();
    return savepoint;
  }

  private JobClient startAndAwait(int files, Configuration configuration) throws Exception {
    try (NewFiles written = new NewFiles(output)) {
      JobClient job = start(configuration, 2, "1", any -> new PacedEngine(5, 1));
      written.await(files);
      return job;
    }
  }

  private JobClient startAgain(Configuration configuration, int parallelism) throws Exception {
    return start(configuration, parallelism, "2", any -> new PacedEngine(1, CAP));
  }

  private JobClient start(
      Configuration configuration, int parallelism, String run, EngineFactory engines)
      throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(parallelism);
    environment.setMaxParallelism(128);
    EarlyExitSettings settings = TestSettings.operator(true, CAP);
    DataStream<Event> events =
        environment
            .fromSequence(1, RECORDS)
            .setParallelism(1)
            .uid("numbers")
            .map(number -> new Event("k" + number % KEYS, number + " " + PADDING))
            .returns(TypeInformation.of(Event.class))
            .setParallelism(1)
            .uid("events");
    EarlyExit.on(events.keyBy(Event::key))
        .settings(settings)
        .engines(engines)
        .text(Event::text)
        .position(event -> event.text().hashCode())
        .output((event, result) -> event.key() + " " + event.text().split(" ")[0], Types.STRING)
        .failures(FAILURES, (event, stage, cause) -> event.key())
        .sinkTo(new CommittedFiles(output, run))
        .uid("files");
    return environment.executeAsync();
  }

  private Configuration configuration(String backend) {
    Configuration configuration = new Configuration();
    configuration.set(StateBackendOptions.STATE_BACKEND, backend);
    configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    return configuration;
  }

  /** Records in flight at the last checkpoint of all, over the subtasks. */
  private static int heldAtLast(List<String> lines) {
    long last =
        lines.stream()
            .map(HOLDS::matcher)
            .filter(Matcher::matches)
            .mapToLong(m -> Long.parseLong(m.group(1)))
            .max()
            .orElseThrow();
    return sum(
        HOLDS,
        2,
        lines.stream().filter(line -> line.startsWith("Checkpoint " + last + " ")).toList());
  }

  private static int sum(Pattern pattern, int group, List<String> lines) {
    return lines.stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .mapToInt(matcher -> Integer.parseInt(matcher.group(group)))
        .sum();
  }
}
