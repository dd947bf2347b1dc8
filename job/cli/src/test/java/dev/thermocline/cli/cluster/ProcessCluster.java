package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.thermocline.cli.CommandRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Broker, job manager and task managers as processes, run by {@code deploy/cluster} on free ports,
 * and the commands of the distribution against them. What the processes wrote is left in {@code
 * target/clusters} until a cluster of the same name starts; one that a killed test left behind is
 * stopped then, too.
 */
final class ProcessCluster implements AutoCloseable {

  /** Names of the topics in {@code deploy/job.yaml}. */
  static final String INPUT = "requests";

  static final String OUTPUT = "predictions";
  static final String DEAD_LETTERS = "dead-letters";
  private static final String CONTROL = "control";

  /** While records still come out, {@code verify --wait} reads on. */
  private static final Duration VERIFY_LIMIT = Duration.ofMinutes(10);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final Pattern SUBMITTED =
      Pattern.compile("Job has been submitted with JobID ([0-9a-f]+)");
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Programs programs;
  private final ClusterLogs logs;
  private final Thread stopOnExit = new Thread(this::stopAll, "stop-cluster");

  private ProcessCluster(Path directory) {
    this.programs = new Programs(directory);
    this.logs = new ClusterLogs(directory.resolve("log"));
  }

  /**
   * Starts a cluster of one slot per task manager, with the topics of {@code deploy/job.yaml}.
   *
   * @param name of its directory
   * @param taskManagers how many, named tm1, tm2 and so on
   * @param settings Flink's configuration where it differs, each {@code key=value}
   */
  static ProcessCluster start(String name, int taskManagers, String... settings)
      throws IOException, InterruptedException {
    ProcessCluster cluster = new ProcessCluster(Programs.beside("clusters").resolve(name));
    cluster.programs.script("stop", "--delete");
    Runtime.getRuntime().addShutdownHook(cluster.stopOnExit);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "start", "--task-managers=" + taskManagers, "--rest-port=0", "--broker-port=0"));
    Stream.of(settings).map(setting -> "-D" + setting).forEach(arguments::add);
    try {
      cluster.programs.script(arguments.toArray(String[]::new));
      cluster.programs.script(
          "topics", "--partitions=4", "--control=" + CONTROL, INPUT, OUTPUT, DEAD_LETTERS);
      return cluster;
    } catch (Throwable e) {
      try (cluster) {
        throw e;
      }
    }
  }

  /** Value for {@code bootstrap.servers}. */
  String broker() throws IOException, InterruptedException {
    return programs.script("address", "broker").strip();
  }

  /** The cluster through its REST endpoint. */
  FlinkRest flink() throws IOException, InterruptedException {
    return FlinkRest.at(programs.script("address", "rest").strip());
  }

  /**
   * Submits {@code deploy/job.yaml} and returns the job's id.
   *
   * @param options of the job where they differ, each {@code key=value}
   */
  String submit(String... options) throws IOException, InterruptedException {
    CommandRun.Result run = trySubmit(options);
    assertThat(run.status()).as(run.errors()).isZero();
    return submitted(run.out());
  }

  /** As {@link #submit}; the job may be refused. */
  CommandRun.Result trySubmit(String... options) throws IOException, InterruptedException {
    return programs.tryScript(submission(List.of("submit"), options));
  }

  /** As {@link #submit}, from a savepoint or a checkpoint that was kept. */
  String resume(String savepoint, String... options) throws IOException, InterruptedException {
    return submitted(
        programs.script(submission(List.of("submit", "--from-savepoint", savepoint), options)));
  }

  /** Stops the job submitted last with a savepoint and returns that one's path. */
  String stopJob() throws IOException, InterruptedException {
    return programs.script("stop-job").strip();
  }

  /** Ends the job submitted last at once, without a savepoint; returns when it has ended. */
  void cancelJob() throws IOException, InterruptedException {
    programs.script("cancel-job");
  }

  /** Path of the newest complete checkpoint of the job submitted last, whether it runs or not. */
  String lastCheckpoint() throws IOException, InterruptedException {
    return programs.script("last-checkpoint").strip();
  }

  /** Returns when the job satisfies the condition; fails when it ends before, or the time does. */
  JobView await(String job, Duration limit, Predicate<JobView> condition)
      throws IOException, InterruptedException {
    FlinkRest flink = flink();
    long deadline = System.nanoTime() + limit.toNanos();
    JobView view = flink.job(job);
    while (!condition.test(view)) {
      String now = view.line(System.currentTimeMillis());
      assertThat(view.ended()).as("%s: %s", now, flink.failure(job).orElse("no failure")).isFalse();
      assertThat(System.nanoTime()).as("within %s: %s", limit, now).isLessThan(deadline);
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      view = flink.job(job);
    }
    return view;
  }

  /** Starts a process that has ended, or a further task manager, and returns when it is ready. */
  void start(String process) throws IOException, InterruptedException {
    programs.script("start", process);
  }

  /** Asks a process to end, and returns when it has. */
  void stop(String process) throws IOException, InterruptedException {
    programs.script("stop", process);
  }

  /** Sends one process a signal. */
  void signal(String process, Signal signal) throws IOException, InterruptedException {
    programs.script("signal", process, signal.name());
  }

  /** The operating system's id of a process. */
  long pid(String process) throws IOException, InterruptedException {
    Matcher line =
        Pattern.compile("(?m)^" + process + " runs, process (\\d+)$")
            .matcher(programs.script("status"));
    assertThat(line.find()).as(process + " runs").isTrue();
    return Long.parseLong(line.group(1));
  }

  /** Starts {@code thermocline replay} into the input topic. */
  CommandRun replay(String... options) throws IOException, InterruptedException {
    return programs.start(
        "replay", List.of("--bootstrap-servers", broker(), "--topic", INPUT), options);
  }

  /**
   * What {@code thermocline verify} finds on the topics; fails when a record is missing, came
   * twice, was never put in or is out of its key's order.
   */
  JsonNode verify(String... options) throws IOException, InterruptedException {
    CommandRun.Result run = tryVerify(options);
    System.out.println("verified: " + run.out().strip());
    assertThat(run.status()).as("%s%n%s", run.out(), run.errors()).isZero();
    JsonNode verified = MAPPER.readTree(run.out());
    for (String fault : List.of("missing", "duplicates", "unknown", "outOfOrder")) {
      assertThat(verified.path(fault).asInt(-1)).as("%s in %s", fault, verified).isZero();
    }
    return verified;
  }

  /** As {@link #verify}; there may be faults, which are in the JSON that it prints. */
  CommandRun.Result tryVerify(String... options) throws IOException, InterruptedException {
    List<String> topics =
        List.of(
            "--bootstrap-servers",
            broker(),
            "--in",
            INPUT,
            "--out",
            OUTPUT,
            "--dead-letters",
            DEAD_LETTERS,
            "--order",
            "--json");
    return programs.run(VERIFY_LIMIT, "verify", topics, options);
  }

  /** What the processes of that kind logged, such as {@code tm} for all task managers. */
  List<String> log(String kind) throws IOException {
    return logs.of(kind);
  }

  /** Reports of crashes in native code. */
  List<Path> crashReports() throws IOException {
    return logs.crashReports();
  }

  /** Stops everything; what was written stays. */
  @Override
  public void close() throws IOException, InterruptedException {
    programs.script("stop");
    Runtime.getRuntime().removeShutdownHook(stopOnExit);
  }

  private void stopAll() {
    try {
      programs.terminate();
      programs.tryScript("stop");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String submitted(String out) {
    Matcher line = SUBMITTED.matcher(out);
    assertThat(line.find()).as("job id in: " + out).isTrue();
    return line.group(1);
  }

  private static String[] submission(List<String> command, String... options) {
    List<String> arguments = new ArrayList<>(command);
    arguments.add(Programs.jobFile().toString());
    Stream.of(options).map(option -> "-D" + option).forEach(arguments::add);
    return arguments.toArray(String[]::new);
  }

  /** Signals that a process can be sent. */
  enum Signal {
    /** Ends it at once; nothing of it runs any more. */
    KILL,
    /** Asks it to end. */
    TERM,
    /** Holds it, as a long pause would. */
    STOP,
    /** Lets it go on. */
    CONT
  }
}
