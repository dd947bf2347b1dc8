package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.EarlyExitJob;
import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.books.TopicReader;
import dev.thermocline.cli.replay.Replay;
import dev.thermocline.cli.replay.Schedule;
import dev.thermocline.cli.replay.Sender;
import dev.thermocline.cli.replay.TraceName;
import dev.thermocline.cli.replay.Workload;
import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.flink.config.JobOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What exactly-once means: a task manager is lost under load, and the output does not show it. */
@Timeout(180)
class RestartTest {

  private static final int RECORDS = 4_000;
  private static final int POISON = 500;
  private static final double RATE = 400;
  private static final int UNCOMMITTED = 200;
  private static final int TASK_MANAGERS = 2;
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Stand.Topics TOPICS = new Stand.Topics("restart", "in", "out", "dead");

  @TempDir Path directory;

  @Test
  void aLostTaskManagerLosesNoRecordRepeatsNoneAndKeepsTheOrderOfEveryKey() throws Exception {
    List<Example> examples = TinyBundle.examples(500, 3);
    Workload workload =
        Stand.workload("r-", examples, IntStream.range(0, examples.size()).toArray(), POISON);
    Path bundle = TinyBundle.write(directory.resolve("bundle"));

    try (EmbeddedBroker broker = EmbeddedBroker.start();
        MiniCluster cluster = cluster()) {
      broker.createTopics(4, TOPICS.input(), TOPICS.output(), TOPICS.deadLetter());
      cluster.start();
      JobID job = submit(cluster, options(broker, bundle));
      Ledger ledger = runUnderLoss(broker, cluster, job, workload);

      Faults faults = ledger.faults(RECORDS, false);
      assertThat(faults.none()).as(faults.describe()).isTrue();
      assertThat(ledger.deadLettered()).isEqualTo(RECORDS / POISON);
      assertThat(ledger.deadLetters()).hasSize(RECORDS / POISON);
      assertThat(checkpoints(cluster, job).getCounts().getNumberOfRestoredCheckpoints())
          .as("restarts from a checkpoint")
          .isPositive();
      cluster.cancelJob(job).get();
      cluster.requestJobResult(job).get();
    }
  }

  private static Ledger runUnderLoss(
      EmbeddedBroker broker, MiniCluster cluster, JobID job, Workload workload) throws Exception {
    awaitRunning(cluster, job);
    try (Sender sender = new Sender(broker.kafka(), TOPICS.input(), workload)) {
      Ledger ledger = new Ledger(workload);
      try (TopicReader reader = ledger.reader(broker.kafka(), TOPICS);
          Replay replay =
              Replay.start(Schedule.of(TraceName.POISSON.trace(), RECORDS, RATE, 5), sender)) {
        while (ledger.settled() == 0 || replay.sent() - ledger.settled() < UNCOMMITTED) {
          reader.poll(POLL);
        }
        assertThat(replay.finished()).as("records still come").isFalse();
        cluster.terminateTaskManager(0).get();
        cluster.startTaskManager();

        while (!replay.finished() || ledger.settled() < RECORDS) {
          reader.poll(POLL);
        }
        // Whatever was written twice is committed with the next checkpoint at the latest.
        cluster.triggerCheckpoint(job).get();
        for (int i = 0; i < 20; i++) {
          reader.poll(POLL);
        }
      }
      return ledger;
    }
  }

  /** The replay is of a given length, which a slow start would use up. */
  private static void awaitRunning(MiniCluster cluster, JobID job) throws Exception {
    while (true) {
      Iterator<? extends AccessExecutionVertex> tasks =
          cluster.getExecutionGraph(job).get().getAllExecutionVertices().iterator();
      boolean running = tasks.hasNext();
      while (tasks.hasNext()) {
        running &= tasks.next().getExecutionState() == ExecutionState.RUNNING;
      }
      if (running) {
        return;
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static CheckpointStatsSnapshot checkpoints(MiniCluster cluster, JobID job)
      throws Exception {
    return cluster.getExecutionGraph(job).get().getCheckpointStatsSnapshot();
  }

  private MiniCluster cluster() {
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.TMP_DIRS, directory.resolve("flink").toString());
    configuration.set(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, true);
    configuration.set(RestOptions.BIND_PORT, "0");
    return new MiniCluster(
        new MiniClusterConfiguration.Builder()
            .setConfiguration(configuration)
            .setNumTaskManagers(TASK_MANAGERS)
            .setNumSlotsPerTaskManager(1)
            .build());
  }

  private static JobID submit(MiniCluster cluster, Configuration options) throws Exception {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    EarlyExitJob.build(environment, options);
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobId(JobID.generate());
    graph.serializeUserDefinedInstances();
    return cluster.submitJob(graph).get().getJobID();
  }

  private Configuration options(EmbeddedBroker broker, Path bundle) {
    Configuration options = new Configuration();
    options.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    options.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(500));
    options.set(EarlyExitOptions.BUNDLE_PATH, bundle.toString());
    options.set(JobOptions.PARALLELISM, TASK_MANAGERS);
    options.set(JobOptions.BOOTSTRAP_SERVERS, broker.bootstrapServers());
    options.set(JobOptions.INPUT_TOPIC, TOPICS.input());
    options.set(JobOptions.INPUT_START, JobOptions.InputStart.EARLIEST);
    options.set(JobOptions.INPUT_GROUP_ID, TOPICS.run());
    options.set(JobOptions.OUTPUT_TOPIC, TOPICS.output());
    options.set(JobOptions.DEAD_LETTER_TOPIC, TOPICS.deadLetter());
    options.set(JobOptions.TRANSACTIONAL_ID_PREFIX, TOPICS.run());
    return options;
  }
}
