package dev.thermocline.cli.demo;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.books.TopicReader;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.cli.replay.Replay;
import dev.thermocline.cli.replay.Schedule;
import dev.thermocline.cli.replay.Sender;
import dev.thermocline.cli.replay.Workload;
import dev.thermocline.engine.control.ControlMode;
import java.time.Duration;
import java.util.List;

/** Replays a trace against the job at the rung the quality limit allows, and drains it. */
final class LoadRun {

  private static final String PHASE = "replaying";
  private static final Duration POLL = Duration.ofMillis(50);

  /** Longest wait for the job to commit all it has read and written. */
  private static final Duration SETTLEMENT = Duration.ofSeconds(30);

  private final Stand stand;
  private final DemoOptions options;
  private final List<Example> examples;
  private final FullDepth fullDepth;
  private final Duration patience;
  private final Progress progress;

  /**
   * A replay of what full depth has labelled.
   *
   * @param patience longest wait without a single record coming out before the rest counts as
   *     missing
   */
  LoadRun(
      Stand stand,
      DemoOptions options,
      List<Example> examples,
      FullDepth fullDepth,
      Duration patience,
      Progress progress) {
    this.stand = stand;
    this.options = options;
    this.examples = examples;
    this.fullDepth = fullDepth;
    this.patience = patience;
    this.progress = progress;
  }

  Measurement measure() throws Exception {
    Workload workload =
        Stand.workload("demo-", examples, fullDepth.examples(options.records()), options.poison());
    Schedule schedule =
        Schedule.of(
            options.trace().trace(),
            options.records(),
            options.load() * fullDepth.capacity(),
            options.seed());
    Stand.Topics topics = stand.topics("demo");
    try (Sender sender = new Sender(stand.kafka(), topics.input(), workload)) {
      Ledger ledger = new Ledger(workload);
      try (TopicReader reader = ledger.reader(stand.kafka(), topics);
          FlinkCluster.RunningJob job = stand.start(topics, ControlMode.STATIC);
          Replay replay = Replay.start(schedule, sender)) {
        drain(replay, job, reader, ledger);
        boolean settled =
            new Settlement(stand.bootstrapServers(), topics, reader, SETTLEMENT).reached(job);
        return measurement(schedule, replay, ledger, !settled);
      }
    }
  }

  private Measurement measurement(Schedule schedule, Replay replay, Ledger ledger, boolean open) {
    return new Measurement(
        ledger,
        ledger.faults(replay.sent(), open),
        replay.sent(),
        replay.startMillis(),
        replay.startMillis() + schedule.dueNanos(0) / 1e6,
        schedule.fallSeconds(),
        examples,
        fullDepth,
        options.load(),
        options.slo().toMillis());
  }

  /** Returns when everything sent came out, or when nothing has come out for too long. */
  private void drain(Replay replay, FlinkCluster.RunningJob job, TopicReader reader, Ledger ledger)
      throws Exception {
    int settled = 0;
    long lastProgress = System.nanoTime();
    while (!(replay.finished() && ledger.settled() >= replay.sent())) {
      job.checkRunning();
      reader.poll(POLL);
      if (ledger.settled() > settled || !replay.finished()) {
        settled = ledger.settled();
        lastProgress = System.nanoTime();
      } else if (System.nanoTime() - lastProgress > patience.toNanos()) {
        progress.say(
            "nothing has come out for %d s; %d of %d records are out"
                .formatted(patience.toSeconds(), settled, replay.sent()));
        return;
      }
      progress.report(PHASE, settled, options.records());
    }
  }
}
