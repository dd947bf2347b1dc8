package dev.thermocline.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/**
 * A Flink cluster inside this process: task managers of one slot each, so that records really cross
 * the network stack between them. A failing job stays failed: a demo must show it, not restart it.
 */
public final class FlinkCluster implements AutoCloseable {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Configuration configuration;
  private final Path directory;
  private final MiniCluster cluster;

  private FlinkCluster(Configuration configuration, Path directory, MiniCluster cluster) {
    this.configuration = configuration;
    this.directory = directory;
    this.cluster = cluster;
  }

  /**
   * Starts a cluster.
   *
   * @param taskManagers task managers of one slot each; the default parallelism of its jobs
   * @param checkpointInterval interval of exactly-once checkpoints; half of it always lies between
   *     two of them, however long one takes
   */
  public static FlinkCluster start(int taskManagers, Duration checkpointInterval) throws Exception {
    Path directory = Files.createTempDirectory("thermocline-flink");
    Configuration configuration = configuration(taskManagers, checkpointInterval, directory);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(1)
                .build());
    FlinkCluster started = new FlinkCluster(configuration, directory, cluster);
    try {
      cluster.start();
    } catch (Exception e) {
      started.close();
      throw e;
    }
    return started;
  }

  private static Configuration configuration(
      int taskManagers, Duration checkpointInterval, Path directory) {
    Configuration configuration = new Configuration();
    configuration.set(CoreOptions.TMP_DIRS, directory.toString());
    configuration.set(WebOptions.TMP_DIR, directory.toString());
    configuration.set(WebOptions.UPLOAD_DIR, directory.toString());
    configuration.set(TaskManagerOptions.MINI_CLUSTER_NUM_TASK_MANAGERS, taskManagers);
    configuration.set(TaskManagerOptions.NUM_TASK_SLOTS, 1);
    configuration.set(RestOptions.BIND_PORT, "0");
    configuration.set(RestOptions.PORT, 0);
    configuration.set(RestOptions.ADDRESS, "localhost");
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, taskManagers);
    configuration.set(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, true);
    // Checkpoints hold whole requests; the job manager's memory takes few of them.
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
    configuration.set(
        CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, checkpointInterval.dividedBy(2));
    configuration.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    return configuration;
  }

  /** A copy of the cluster's configuration, to add a job's options to. */
  public Configuration configuration() {
    return new Configuration(configuration);
  }

  /** An environment whose jobs are meant for {@link #submit}. */
  public StreamExecutionEnvironment environment() {
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration());
  }

  /** Submits what was built in the environment and returns once the cluster has accepted it. */
  public RunningJob submit(StreamExecutionEnvironment environment, String name) throws Exception {
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(name);
    graph.setJobId(JobID.generate());
    graph.serializeUserDefinedInstances();
    JobID id = cluster.submitJob(graph).get().getJobID();
    return new RunningJob(id, name);
  }

  /** Stops the cluster with everything it runs, and deletes its directory. */
  @Override
  public void close() throws Exception {
    try {
      cluster.close();
    } finally {
      TemporaryFiles.delete(directory);
    }
  }

  private static String rootCause(@Nullable Throwable failure) {
    if (failure == null) {
      return "it was cancelled or has finished";
    }
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString();
  }

  /** A job of this cluster. */
  public final class RunningJob implements AutoCloseable {

    private final JobID id;
    private final String name;

    private RunningJob(JobID id, String name) {
      this.id = id;
      this.name = name;
    }

    /**
     * Returns when the job can still be expected to produce.
     *
     * @throws IllegalStateException when it has ended, with its cause
     */
    public void checkRunning() throws InterruptedException {
      try {
        if (cluster.getJobStatus(id).get().isGloballyTerminalState()) {
          @Nullable Throwable cause =
              cluster
                  .requestJobResult(id)
                  .get()
                  .getSerializedThrowable()
                  .map(failure -> failure.deserializeError(getClass().getClassLoader()))
                  .orElse(null);
          throw new IllegalStateException("job " + name + " has ended: " + rootCause(cause), cause);
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("cannot ask for the state of job " + name, e.getCause());
      }
    }

    /**
     * Returns when every task runs, its sessions opened.
     *
     * @throws IllegalStateException when the job ends instead, or the time is over
     */
    public void awaitRunning(Duration timeout) throws InterruptedException {
      long deadline = System.nanoTime() + timeout.toNanos();
      while (!allTasksRun()) {
        checkRunning();
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "job " + name + " does not run within " + timeout.toSeconds() + " s");
        }
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      }
    }

    /**
     * Takes a checkpoint now and returns when it is complete.
     *
     * @throws TimeoutException when it is not within the given time
     * @throws IllegalStateException when it fails
     */
    public void checkpoint(Duration timeout) throws InterruptedException, TimeoutException {
      checkRunning();
      try {
        cluster.triggerCheckpoint(id).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw new IllegalStateException(
            "a checkpoint of job " + name + " failed: " + rootCause(e), e.getCause());
      }
    }

    private boolean allTasksRun() throws InterruptedException {
      try {
        // A job that is still initialising shows no task at all.
        boolean all = cluster.getJobStatus(id).get() == JobStatus.RUNNING;
        for (AccessExecutionVertex vertex :
            cluster.getExecutionGraph(id).get().getAllExecutionVertices()) {
          all &= vertex.getExecutionState() == ExecutionState.RUNNING;
        }
        return all;
      } catch (ExecutionException e) {
        throw new IllegalStateException("cannot ask for the tasks of job " + name, e.getCause());
      }
    }

    /** Cancels the job unless it has ended, and returns when nothing of it runs any more. */
    @Override
    public void close() throws Exception {
      if (!cluster.getJobStatus(id).get().isGloballyTerminalState()) {
        cluster.cancelJob(id).get();
      }
      try {
        cluster.requestJobResult(id).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        throw new IllegalStateException(
            "job " + name + " does not stop within " + PATIENCE.toSeconds() + " s", e);
      }
    }
  }
}
