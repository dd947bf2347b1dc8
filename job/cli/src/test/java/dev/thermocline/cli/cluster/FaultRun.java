package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.thermocline.cli.CommandRun;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One fault, struck at one job on a cluster of its own: all records are in the input before the job
 * starts, so that it is saturated until the last one is out.
 */
final class FaultRun {

  private static final int TASK_MANAGERS = 2;
  private static final int KEYS = 1_200;
  private static final int POISON = 500;
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration TELL = Duration.ofSeconds(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Fault fault;
  private final Trial trial;
  private final int records;
  private final Consumer<String> told;
  private Map<String, Outcome> outcomes = Map.of();

  /**
   * A run.
   *
   * @param records that are sent
   * @param told hears how far it is
   */
  FaultRun(Fault fault, Trial trial, int records, Consumer<String> told) {
    this.fault = fault;
    this.trial = trial;
    this.records = records;
    this.told = told;
  }

  /**
   * Plays it.
   *
   * @param undisturbed outcomes of at least these records without a fault; null = not compared
   */
  FaultResult play(@Nullable Map<String, Outcome> undisturbed)
      throws IOException, InterruptedException {
    String[] settings =
        Stream.concat(trial.flink().stream(), fault.flink().stream()).toArray(String[]::new);
    told.accept("starts a broker, a job manager and " + TASK_MANAGERS + " task managers");
    try (ProcessCluster cluster =
            ProcessCluster.start(
                "faults-" + trial.name() + "-" + fault.name(), TASK_MANAGERS, settings);
        VisibleResults visible = VisibleResults.of(cluster.broker())) {
      send(cluster);
      FaultedJob job = new FaultedJob(cluster, trial.options(), visible, answers(), told);
      job.start(TASK_MANAGERS);
      fault.blow().strike(job);
      awaitAnswers(visible);
      JsonNode account = account(cluster);
      outcomes = visible.outcomes();
      return result(account, visible, job, undisturbed, cluster.crashReports().size());
    }
  }

  /** The row of a run that came to no end. */
  FaultResult failed(String why) {
    return FaultResult.failed(fault.name(), trial.name(), why);
  }

  /** Says something of it to who hears how far it is. */
  void tell(String line) {
    told.accept(line);
  }

  /** What the answers said, by the records' ids. */
  Map<String, Outcome> outcomes() {
    return outcomes;
  }

  private int answers() {
    return records - records / POISON;
  }

  private void send(ProcessCluster cluster) throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(trial.replay());
    options.addAll(
        List.of(
            "--records=" + records,
            "--rate=max",
            "--keys=" + KEYS,
            "--key-skew=0",
            "--poison=" + POISON));
    try (CommandRun replay = cluster.replay(options.toArray(String[]::new))) {
      CommandRun.Result sent = replay.await(LIMIT);
      assertThat(sent.status()).as(sent.errors()).isZero();
    }
  }

  /** Returns when all answers are visible, or none has become so for too long. */
  private void awaitAnswers(VisibleResults visible) {
    int seen = visible.size();
    long last = System.nanoTime();
    long next = last;
    while (seen < answers() && System.nanoTime() - last < LIMIT.toNanos()) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      if (visible.size() > seen) {
        seen = visible.size();
        last = System.nanoTime();
      }
      if (System.nanoTime() - next >= 0) {
        told.accept(seen + " of " + answers() + " answers are visible");
        next = System.nanoTime() + TELL.toNanos();
      }
    }
  }

  private static JsonNode account(ProcessCluster cluster) throws IOException, InterruptedException {
    CommandRun.Result run = cluster.tryVerify("--wait=60s");
    JsonNode account = MAPPER.readTree(run.out());
    assertThat(account.has("missing")).as("an account; verify said: " + run.errors()).isTrue();
    return account;
  }

  private FaultResult result(
      JsonNode account,
      VisibleResults visible,
      FaultedJob job,
      @Nullable Map<String, Outcome> undisturbed,
      int crashes) {
    List<FaultedJob.Stroke> strokes = job.strokes();
    Integer different = undisturbed == null ? null : Outcome.different(undisturbed, outcomes);
    int keys = visible.keys();
    double share = visible.lastStageShare();
    Promises promises = new Promises();
    promises.ofAccount(account, records, answers());
    promises.is("different", different == null ? 0 : different, 0);
    promises.is("crash reports", crashes, 0);
    promises.ofLoad(keys, share, strokes);
    if (strokes.isEmpty() && fault != Fault.NONE) {
      promises.add("nothing was struck");
    }
    return new FaultResult(
        fault.name(),
        trial.name(),
        records,
        account.path("missing").asInt(),
        account.path("duplicates").asInt(),
        account.path("outOfOrder").asInt(),
        strokes.isEmpty() ? null : visible.longestPauseSeconds(strokes.get(0).nanos()),
        account.path("unknown").asInt(),
        account.path("deadLettered").asInt(),
        different,
        keys,
        share,
        FaultResult.Strokes.of(strokes),
        promises.broken());
  }
}
