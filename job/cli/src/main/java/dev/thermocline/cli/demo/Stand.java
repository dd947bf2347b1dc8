package dev.thermocline.cli.demo;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.books.JobTopics;
import dev.thermocline.cli.replay.KafkaTopics;
import dev.thermocline.cli.replay.Keys;
import dev.thermocline.cli.replay.RequestFormat;
import dev.thermocline.cli.replay.Workload;
import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.flink.config.JobOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A broker and a cluster, and the job between topics of its own for each run. A process that is
 * told to end closes job, cluster and broker first, in this order.
 */
public final class Stand implements AutoCloseable {

  private static final int TASK_MANAGERS = 2;
  static final int PARTITIONS = 4;

  /**
   * Keys the records are spread over: few enough that each has many records to keep in order, and
   * so many that each of two subtasks gets half of the records within a percent. Flink deals keys
   * out by hash, which of a few dozen may give one subtask far more.
   */
  static final int KEYS = 101;

  /** How often its jobs commit. */
  public static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(2);

  private static final Duration DEPLOYMENT = Duration.ofSeconds(60);
  private static final String NOWHERE = "localhost:0";
  private static final Topics NO_TOPICS = new Topics("run", "input", "output", "dead-letters");

  private final Opened opened;
  private final EmbeddedBroker broker;
  private final FlinkCluster cluster;
  private final Path bundle;
  private final DemoJob job;
  private final Map<String, String> options;

  private Stand(
      Opened opened,
      EmbeddedBroker broker,
      FlinkCluster cluster,
      Path bundle,
      DemoJob job,
      Map<String, String> options) {
    this.opened = opened;
    this.broker = broker;
    this.cluster = cluster;
    this.bundle = bundle;
    this.job = job;
    this.options = Map.copyOf(options);
  }

  /**
   * Starts broker and cluster.
   *
   * @param bundle directory of the bundle that its jobs run
   * @param job lays out their topology
   */
  public static Stand start(Path bundle, DemoJob job) throws Exception {
    return start(bundle, job, Map.of());
  }

  /**
   * As {@link #start(Path, DemoJob)}.
   *
   * @param options options of all its jobs by key, none of {@link #ownKeys}
   */
  static Stand start(Path bundle, DemoJob job, Map<String, String> options) throws Exception {
    Opened opened = Opened.start();
    try {
      EmbeddedBroker broker = opened.add(EmbeddedBroker.start());
      FlinkCluster cluster = opened.add(FlinkCluster.start(TASK_MANAGERS, CHECKPOINT_INTERVAL));
      return new Stand(opened, broker, cluster, bundle, job, options);
    } catch (Exception e) {
      opened.close();
      throw e;
    }
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Settings of a Kafka client for its broker. */
  Map<String, String> kafka() {
    return broker.kafka();
  }

  /** What the runs send: {@link Workload} over {@link #keys}, as the job reads it. */
  static Workload workload(String prefix, List<Example> examples, int[] order, int poison) {
    return workload(prefix, examples, order, poison, keys());
  }

  /** As {@link #workload(String, List, int[], int)}, over other keys. */
  public static Workload workload(
      String prefix, List<Example> examples, int[] order, int poison, Keys keys) {
    return new Workload(prefix, examples, order, poison, keys, RequestFormat.SINGLE_OBJECT);
  }

  /** Keys that take turns. */
  public static Keys keys() {
    return Keys.inTurn(KEYS);
  }

  /** Creates the topics of a run. */
  Topics topics(String run) {
    Topics topics = new Topics(run, run + "-in", run + "-out", run + "-dead");
    broker.createTopics(PARTITIONS, topics.input(), topics.output(), topics.deadLetter());
    return topics;
  }

  /** Mean bytes of a record that a run has written to its output. */
  double answerBytes(Topics topics) {
    try (KafkaTopics kafka = KafkaTopics.at(bootstrapServers())) {
      return kafka.recordBytes(topics.output());
    }
  }

  /** Starts the job between those topics and returns when all of its tasks run. */
  FlinkCluster.RunningJob start(Topics topics, JobControl control) throws Exception {
    return start(topics, control, Map.of());
  }

  /** As {@link #start(Topics, JobControl)}, with more of the job's options by key. */
  FlinkCluster.RunningJob start(Topics topics, JobControl control, Map<String, String> more)
      throws Exception {
    StreamExecutionEnvironment environment = cluster.environment();
    Configuration configuration = configuration(topics, control);
    more.forEach(configuration::setString);
    job.build(environment, configuration);
    FlinkCluster.RunningJob running = opened.add(cluster.submit(environment, topics.run()));
    try {
      running.awaitRunning(DEPLOYMENT);
    } catch (Exception e) {
      running.close();
      throw e;
    }
    return running;
  }

  /** Options that a run sets whatever it is given; a rung to hold in the replay may be given. */
  static Set<String> ownKeys() {
    Configuration configuration = new Configuration();
    JobControl.fullDepth(Duration.ZERO, 0).set(configuration);
    set(configuration, NOWHERE, Path.of(""), NO_TOPICS);
    Set<String> keys = new HashSet<>(configuration.keySet());
    keys.remove(EarlyExitOptions.CONTROL_STATIC_RUNG.key());
    return keys;
  }

  /** What a run sets itself, for who looks at a job's options before there is a stand. */
  static Configuration outline(Path bundle, JobControl control) {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    control.set(configuration);
    set(configuration, NOWHERE, bundle, NO_TOPICS);
    return configuration;
  }

  private Configuration configuration(Topics topics, JobControl control) {
    Configuration configuration = cluster.configuration();
    options.forEach(configuration::setString);
    control.set(configuration);
    set(configuration, broker.bootstrapServers(), bundle, topics);
    return configuration;
  }

  private static void set(
      Configuration configuration, String bootstrapServers, Path bundle, Topics topics) {
    configuration.set(EarlyExitOptions.BUNDLE_PATH, bundle.toAbsolutePath().toString());
    configuration.set(JobOptions.BOOTSTRAP_SERVERS, bootstrapServers);
    configuration.set(JobOptions.INPUT_TOPIC, topics.input());
    configuration.set(JobOptions.INPUT_START, JobOptions.InputStart.EARLIEST);
    configuration.set(JobOptions.INPUT_GROUP_ID, topics.run());
    configuration.set(JobOptions.OUTPUT_TOPIC, topics.output());
    configuration.set(JobOptions.DEAD_LETTER_TOPIC, topics.deadLetter());
    configuration.set(JobOptions.TRANSACTIONAL_ID_PREFIX, topics.run());
  }

  @Override
  public void close() throws Exception {
    opened.close();
  }

  /**
   * The topics of one run.
   *
   * @param run name of the run; its consumer group and its transactional ids bear it too
   */
  record Topics(String run, String input, String output, String deadLetter) {

    /** Those the job reads and writes. */
    JobTopics job() {
      return new JobTopics(input, output, deadLetter);
    }
  }
}
