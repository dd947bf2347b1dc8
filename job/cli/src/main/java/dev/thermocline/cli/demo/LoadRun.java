package dev.thermocline.cli.demo;

import dev.thermocline.cli.books.TopicReader;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.cli.replay.OutputQuota;
import dev.thermocline.cli.replay.Replay;
import dev.thermocline.cli.replay.Sender;
import dev.thermocline.flink.config.JobOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Replays a schedule against the job, and drains it. */
public final class LoadRun {

  private static final Duration POLL = Duration.ofMillis(50);

  /** Time for one fetch from every partition. */
  private static final Duration LAST_POLL = Duration.ofMillis(500);

  /** Longest wait for the job to commit all it has read and written. */
  private static final Duration SETTLEMENT = Duration.ofSeconds(30);

  /** So little that a limited sink pushes back within a second or two instead of buffering. */
  private static final Map<String, String> SMALL_BUFFERS =
      Map.of(
          JobOptions.KAFKA_PREFIX + "buffer.memory",
          "131072",
          JobOptions.KAFKA_PREFIX + "batch.size",
          "2048",
          JobOptions.DEAD_LETTER_MAX_BYTES.key(),
          "16 kb");

  private final Stand stand;
  private final LoadPlan plan;
  private final Progress progress;

  /** A replay of a plan. */
  public LoadRun(Stand stand, LoadPlan plan, Progress progress) {
    this.stand = stand;
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Replays and reads what comes out.
   *
   * @throws IllegalStateException when the job or the generator fails
   */
  public Replayed replay() throws Exception {
    Stand.Topics topics = stand.topics(plan.run());
    try (Sender sender = new Sender(stand.kafka(), topics.input(), plan.workload())) {
      Ledger ledger = new Ledger(plan.workload());
      try (TopicReader reader = ledger.reader(stand.kafka(), topics);
          FlinkCluster.RunningJob job = start(topics);
          Replay replay = Replay.start(plan.schedule(), sender);
          OutputQuota quota = quota(topics, replay)) {
        boolean all = drain(replay, job, reader, ledger);
        quota.check();
        boolean settled =
            all
                && new Settlement(stand.bootstrapServers(), topics, reader, SETTLEMENT)
                    .reached(job);
        return replayed(replay, ledger, all, !settled);
      }
    }
  }

  private FlinkCluster.RunningJob start(Stand.Topics topics) throws Exception {
    return plan.schedule().outputLimit().isEmpty()
        ? stand.start(topics, plan.control())
        : stand.start(topics, plan.control(), limited(topics));
  }

  private static Map<String, String> limited(Stand.Topics topics) {
    Map<String, String> options = new HashMap<>(SMALL_BUFFERS);
    options.put(JobOptions.KAFKA_PREFIX + "client.id", topics.run());
    return options;
  }

  private OutputQuota quota(Stand.Topics topics, Replay replay) throws InterruptedException {
    return OutputQuota.of(
        plan.schedule(), replay.startMillis(), stand.kafka(), topics.run(), plan.answerBytes());
  }

  private Replayed replayed(Replay replay, Ledger ledger, boolean all, boolean open) {
    double endMillis =
        all ? System.currentTimeMillis() : ledger.outUntil(Stand.PARTITIONS, replay.startMillis());
    return new Replayed(
        plan.workload(),
        plan.schedule(),
        replay.startMillis(),
        Math.round(endMillis),
        replay.sent(),
        replay.lateMillis(),
        ledger.answers(),
        ledger.deadLettered(),
        ledger.deadLetters(),
        all,
        ledger.faults(replay.sent(), open),
        BindingConstraint.of(ledger.answers(), plan.schedule(), plan.control(), plan.limitRung()));
  }

  /**
   * Reads until everything sent came out, until what has not will not any more, or until the time
   * is over, and then what has become visible meanwhile.
   *
   * @return whether everything came out or will not any more
   */
  private boolean drain(
      Replay replay, FlinkCluster.RunningJob job, TopicReader reader, Ledger ledger)
      throws Exception {
    Drain drain = new Drain(plan.patience(), plan.grace(), System.nanoTime());
    Drain.Verdict verdict = Drain.Verdict.GO_ON;
    while (verdict == Drain.Verdict.GO_ON) {
      job.checkRunning();
      boolean sending = !replay.finished();
      reader.poll(POLL);
      verdict = drain.at(System.nanoTime(), ledger.settled(), replay.sent(), sending);
      progress.report(plan.phase(), ledger.settled(), plan.schedule().size());
    }
    if (verdict == Drain.Verdict.LOST) {
      progress.say(
          "nothing has come out for %d s; %d of %d records are out"
              .formatted(plan.patience().toSeconds(), ledger.settled(), replay.sent()));
    }
    return verdict != Drain.Verdict.CUT || readOn(reader, ledger) >= replay.sent();
  }

  /** Reads what is committed already and returns how many records are out. */
  private static int readOn(TopicReader reader, Ledger ledger) {
    int before = -1;
    while (ledger.settled() > before) {
      before = ledger.settled();
      reader.poll(LAST_POLL);
    }
    return ledger.settled();
  }
}
