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
    return new Replayed(
        plan.workload(),
        plan.schedule(),
        replay.startMillis(),
        System.currentTimeMillis(),
        replay.sent(),
        replay.lateMillis(),
        ledger.answers(),
        ledger.deadLettered(),
        ledger.deadLetters(),
        all,
        ledger.faults(replay.sent(), open),
        BindingConstraint.of(ledger.answers(), plan.schedule(), plan.control(), plan.limitRung()));
  }

  private boolean isOver(long nanosSinceSending) {
    return plan.grace().filter(grace -> nanosSinceSending > grace.toNanos()).isPresent();
  }

  /**
   * Returns when everything sent came out, when nothing has come out for too long, or when
   * something still does after the time is over. A job that is silent by then is waited for as long
   * as any other, so that what it has lost is not taken for work it has left.
   *
   * @return whether everything came out or will not any more
   */
  private boolean drain(
      Replay replay, FlinkCluster.RunningJob job, TopicReader reader, Ledger ledger)
      throws Exception {
    int settled = 0;
    long lastProgress = System.nanoTime();
    long lastSending = lastProgress;
    while (!(replay.finished() && ledger.settled() >= replay.sent())) {
      job.checkRunning();
      reader.poll(POLL);
      long now = System.nanoTime();
      if (!replay.finished()) {
        lastSending = now;
      }
      if (ledger.settled() > settled || !replay.finished()) {
        settled = ledger.settled();
        if (settled < replay.sent() && isOver(now - lastSending)) {
          return false;
        }
        lastProgress = now;
      } else if (now - lastProgress > plan.patience().toNanos()) {
        progress.say(
            "nothing has come out for %d s; %d of %d records are out"
                .formatted(plan.patience().toSeconds(), settled, replay.sent()));
        return true;
      }
      progress.report(plan.phase(), settled, plan.schedule().size());
    }
    return true;
  }
}
