package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.runtime.SharedStages;
import dev.thermocline.engine.stage.onnx.NativeUse;
import dev.thermocline.flink.config.EarlyExitSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The operator in a job of two subtasks on real stages. */
@Timeout(120)
class EarlyExitJobTest {
  private static final OutputTag<String> FAILURES = new OutputTag<>("failures", Types.STRING);
  private static final int KEYS = 7;
  private static final long ARRIVED = 1_000_000;

  private static final int PARALLELISM = 2;
  private static final InMemoryReporter REPORTER = InMemoryReporter.createWithRetainedMetrics();

  /** Outlives the jobs: its reporter forgets all metrics when it ends. */
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setConfiguration(REPORTER.addToConfiguration(new Configuration()))
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(PARALLELISM)
              .build());

  @TempDir Path bundle;

  @BeforeEach
  void writeBundle() throws Exception {
    TinyBundle.write(bundle);
  }

  @Test
  void everyRecordLeavesOnceAtItsOwnExitInOrderAndTheJobEnds() throws Exception {
    int records = 2_000;
    StreamExecutionEnvironment environment = environment();
    SingleOutputStreamOperator<String> results =
        earlyExit(environment, records, ControlMode.STATIC);

    Map<String, List<Integer>> ofKey = new HashMap<>();
    int failures = 0;
    try (CloseableIterator<String> emitted =
        results.union(results.getSideOutput(FAILURES)).executeAndCollect()) {
      while (emitted.hasNext()) {
        String[] fields = emitted.next().split(" ", -1);
        int number = Integer.parseInt(fields[1]);
        ofKey.computeIfAbsent(fields[0], key -> new ArrayList<>()).add(number);
        assertThat(fields[2]).isEqualTo(expected(number));
        failures += number % 10 == 0 ? 1 : 0;
      }
    }

    assertThat(ofKey).hasSize(KEYS);
    assertThat(ofKey.values().stream().mapToInt(List::size).sum()).isEqualTo(records);
    assertThat(failures).isEqualTo(records / 10);
    assertThat(ofKey.values())
        .allSatisfy(
            numbers -> assertThat(numbers.stream().filter(number -> number % 10 != 0)).isSorted());
    assertThat(SharedStages.ofProcess().open()).isZero();
  }

  @Test
  void modeOffRunsEveryRecordThroughEveryStage() throws Exception {
    SingleOutputStreamOperator<String> results = earlyExit(environment(), 100, ControlMode.OFF);

    List<String> emitted = results.executeAndCollect(100);

    assertThat(emitted).hasSize(90).allMatch(line -> line.split(" ", -1)[2].startsWith("2/"));
  }

  @Test
  void metricsOfBothSubtasksAddUpToTheRecordsAndAgeCountsFromArrival() throws Exception {
    long before = System.currentTimeMillis();
    StreamExecutionEnvironment environment = environment();
    try (CloseableIterator<String> emitted =
        earlyExit(environment, 100, ControlMode.STATIC).collectAsync()) {
      JobClient job = environment.executeAsync();
      job.getJobExecutionResult().get();

      List<Map.Entry<MetricGroup, Map<String, Metric>>> metrics = metricsOf(job);
      assertThat(sum(metrics, "exits", "1")).isEqualTo(60);
      assertThat(sum(metrics, "exits", "2")).isEqualTo(30);
      assertThat(sum(metrics, "deadLettered", null)).isEqualTo(10);
      assertThat(youngest(metrics)).isBetween(before - ARRIVED, System.currentTimeMillis());
    }
  }

  /** The metric groups of the operator's subtasks in one job. */
  private static List<Map.Entry<MetricGroup, Map<String, Metric>>> metricsOf(JobClient job) {
    return REPORTER.getMetricsByGroup().entrySet().stream()
        .filter(group -> job.getJobID().toString().equals(variable(group.getKey(), "<job_id>")))
        .filter(group -> "early-exit".equals(variable(group.getKey(), "<operator_name>")))
        .toList();
  }

  /** Sum of a counter for one value of the label {@code exit}. */
  private static long sum(
      List<Map.Entry<MetricGroup, Map<String, Metric>>> metrics,
      String name,
      @Nullable String exit) {
    return metrics.stream()
        .filter(group -> Objects.equals(variable(group.getKey(), "<exit>"), exit))
        .map(group -> group.getValue().get(name))
        .filter(Counter.class::isInstance)
        .mapToLong(metric -> ((Counter) metric).getCount())
        .sum();
  }

  /** Least {@code recordAgeMs} of the subtasks that emitted anything. */
  private static long youngest(List<Map.Entry<MetricGroup, Map<String, Metric>>> metrics) {
    return metrics.stream()
        .map(group -> group.getValue().get("recordAgeMs"))
        .filter(Histogram.class::isInstance)
        .map(Histogram.class::cast)
        .filter(ages -> ages.getCount() > 0)
        .mapToLong(ages -> ages.getStatistics().getMin())
        .min()
        .orElseThrow();
  }

  private static @Nullable String variable(MetricGroup group, String name) {
    return group.getAllVariables().get(name);
  }

  @Test
  void cancellingWithRecordsInFlightClosesEverySession() throws Exception {
    NativeUse before = NativeUse.now();
    StreamExecutionEnvironment environment = environment();
    CloseableIterator<String> emitted =
        earlyExit(environment, Long.MAX_VALUE, ControlMode.STATIC).collectAsync();
    JobClient job = environment.executeAsync();
    assertThat(emitted.hasNext()).isTrue();

    NativeUse running = NativeUse.now();
    assertThat(running.sessions()).isEqualTo(before.sessions() + 2);
    assertThat(running.pinnedBytes()).isGreaterThan(before.pinnedBytes());

    job.cancel().get();

    assertThatThrownBy(() -> job.getJobExecutionResult().get())
        .isInstanceOf(ExecutionException.class)
        .hasStackTraceContaining("Job was cancelled");
    assertThat(SharedStages.ofProcess().open()).isZero();
    assertThat(NativeUse.now()).isEqualTo(before);
    emitted.close();
  }

  private static String expected(int number) {
    if (number % 10 == 0) {
      return "failed/0";
    }
    return number % 3 == 0 ? "2/second" : "1/first";
  }

  private static StreamExecutionEnvironment environment() {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(50));
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(PARALLELISM);
    return environment;
  }

  private SingleOutputStreamOperator<String> earlyExit(
      StreamExecutionEnvironment environment, long records, ControlMode mode) {
    EarlyExitSettings settings = TestSettings.bundle(bundle.toString(), mode);
    DataStream<Event> events =
        environment
            .fromSequence(1, records)
            .setParallelism(1)
            .uid("numbers")
            .map(number -> new Event("k" + number % KEYS, text(number)))
            .returns(TypeInformation.of(Event.class))
            .setParallelism(1)
            .uid("events");
    return EarlyExit.on(events.keyBy(Event::key))
        .settings(settings)
        .arrival(event -> ARRIVED)
        .text(event -> event.text().contains("none") ? "" : event.text())
        .position(event -> event.text().hashCode())
        .output(
            (event, result) ->
                event.key()
                    + " "
                    + event.text().split(" ")[1]
                    + " "
                    + result.exitIndex()
                    + "/"
                    + result.label(),
            Types.STRING)
        .failures(
            FAILURES,
            (event, stage, cause) ->
                event.key() + " " + event.text().split(" ")[1] + " failed/" + stage);
  }

  private static String text(long number) {
    if (number % 10 == 0) {
      return "none " + number;
    }
    return (number % 3 == 0 ? "hard " : "easy ") + number;
  }
}
