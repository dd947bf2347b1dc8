package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.control.BindingConstraint;
import dev.thermocline.engine.control.LoadSample;
import dev.thermocline.flink.operator.TickRecorder.Tick;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.testutils.junit.SharedObjectsExtension;
import org.apache.flink.testutils.junit.SharedReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the operator measures of its load in a job that spreads over two task managers, so that
 * records reach it over the network. The engine carries about 80 records a second.
 */
@Timeout(600)
class LoadSignalsTest {
  private static final long STAGE_MILLIS = 4;
  private static final long FREE = 0;
  private static final InMemoryReporter REPORTER = InMemoryReporter.createWithRetainedMetrics();

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setConfiguration(REPORTER.addToConfiguration(configuration()))
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(1)
              .build());

  @RegisterExtension final SharedObjectsExtension shared = SharedObjectsExtension.create();

  private final TickRecorder ticks = new TickRecorder();
  private SharedReference<TickRecorder> recorder;
  private Optional<JobClient> running = Optional.empty();

  private static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, MemorySize.parse("4kb"));
    // A machine that pauses for a while loses no task manager.
    configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofMinutes(10));
    return configuration;
  }

  @BeforeEach
  void share() {
    recorder = shared.add(ticks);
  }

  @AfterEach
  void cancel() throws Exception {
    if (running.isPresent()) {
      running.get().cancel().get();
    }
  }

  private JobClient start(LoadedJob job) throws Exception {
    JobClient started = job.start(recorder);
    running = Optional.of(started);
    return started;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void recordsCrossTheNetworkToTheOperatorAndWhereNotChainedToTheSink(boolean chained)
      throws Exception {
    JobClient job = start(new LoadedJob(5, 1, FREE, chained));
    ticks.await(load -> load.throughput() > 0);

    String operator = taskManager(job, LoadedJob.OPERATOR);

    assertThat(taskManager(job, LoadedJob.SOURCE)).isNotEqualTo(operator);
    assertThat(taskManager(job, LoadedJob.SINK).equals(operator)).isEqualTo(chained);
  }

  private static String taskManager(JobClient job, String operator) {
    return REPORTER.getMetricsByGroup().keySet().stream()
        .map(MetricGroup::getAllVariables)
        .filter(variables -> job.getJobID().toString().equals(variables.get("<job_id>")))
        .filter(variables -> operator.equals(variables.get("<operator_name>")))
        .map(variables -> variables.get("<tm_id>"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingIsMeasuredWhileNothingArrives(boolean chained) throws Exception {
    start(new LoadedJob(3_600_000, STAGE_MILLIS, FREE, chained));

    List<Tick> idle = ticks.take(3, 5);

    assertThat(idle)
        .extracting(Tick::load)
        .allSatisfy(
            load -> {
              assertThat(load.ageSeconds()).isZero();
              assertThat(load.offeredRate()).isZero();
              assertThat(load.throughput()).isZero();
              assertThat(load.utilization()).isZero();
              assertThat(load.blockedShare()).isZero();
              assertThat(load.causedShare()).isZero();
            });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void atHalfLoadRecordsAreYoungAndNothingWaits(boolean chained) throws Exception {
    start(new LoadedJob(25, STAGE_MILLIS, FREE, chained));
    ticks.await(load -> load.throughput() > 0);

    // The first records pay for classes that load.
    ticks.await(BindingConstraint.BEST);
    List<Tick> half = ticks.take(8, 9);

    assertThat(median(half, LoadSample::offeredRate)).isBetween(20.0, 80.0);
    assertThat(median(half, LoadSample::ageSeconds)).isLessThan(0.2);
    assertThat(median(half, LoadSample::utilization)).isBetween(0.25, 0.95);
    assertThat(median(half, LoadSample::blockedShare)).isZero();
    assertThat(median(half, LoadSample::causedShare)).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSaturatedEngineCausesBackpressureAndStillSeesWhatIsOffered(boolean chained)
      throws Exception {
    start(new LoadedJob(5, STAGE_MILLIS, FREE, chained));
    ticks.await(load -> load.causedShare() > 0.3);

    List<Tick> saturated = ticks.take(6, 9);

    double offered = median(saturated, LoadSample::offeredRate);
    assertThat(offered).isBetween(100.0, 400.0);
    assertThat(offered).isGreaterThan(1.3 * median(saturated, LoadSample::throughput));
    assertThat(median(saturated, LoadSample::utilization)).isGreaterThan(0.8);
    assertThat(median(saturated, LoadSample::causedShare)).isGreaterThan(0.5);
    assertThat(median(saturated, LoadSample::blockedShare)).isLessThan(0.05);
    assertThat(last(saturated).ageSeconds())
        .isGreaterThan(saturated.get(0).load().ageSeconds() + 0.2);
    assertThat(constraint(saturated)).isEqualTo(BindingConstraint.LIMIT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSlowSinkIsNotTakenForASlowEngine(boolean chained) throws Exception {
    start(new LoadedJob(16, STAGE_MILLIS, 50, chained));
    ticks.await(load -> load.blockedShare() > 0.5);

    List<Tick> bound = ticks.take(4, 15);

    assertThat(median(bound, LoadSample::blockedShare)).isGreaterThan(0.5);
    assertThat(median(bound, LoadSample::causedShare)).isLessThan(0.1);
    assertThat(median(bound, LoadSample::utilization)).isLessThan(0.75);
    assertThat(median(bound, LoadSample::offeredRate)).isBetween(30.0, 125.0);
    assertThat(last(bound).ageSeconds()).isGreaterThan(bound.get(0).load().ageSeconds());
    assertThat(constraint(bound)).isIn(BindingConstraint.BEST, BindingConstraint.SINK);
  }

  @Test
  void aSinkThatIsSlowOnlyInItsFlushesIsNotTakenForASlowEngine() throws Exception {
    start(new LoadedJob(16, STAGE_MILLIS, 50, true, Duration.ofMillis(500)));
    ticks.await(load -> load.sinkRate() > 0);

    List<Tick> bound = ticks.take(0, 15);

    assertThat(median(bound, LoadSample::sinkRate)).isBetween(5.0, 20.0);
    assertThat(last(bound).ageSeconds()).as("age, s").isGreaterThan(1);
    assertThat(constraint(bound)).isIn(BindingConstraint.BEST, BindingConstraint.SINK);
  }

  private static double median(List<Tick> ticks, ToDoubleFunction<LoadSample> signal) {
    double[] sorted = ticks.stream().map(Tick::load).mapToDouble(signal).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** What keeps the adaptive law at its depth; the limit where it wants less. */
  private static BindingConstraint constraint(List<Tick> ticks) {
    return ticks.get(ticks.size() - 1).adaptive().constraint();
  }

  private static LoadSample last(List<Tick> ticks) {
    return ticks.get(ticks.size() - 1).load();
  }
}
