package dev.thermocline.cli.demo;

import dev.thermocline.builder.data.Example;
import dev.thermocline.flink.config.EarlyExitSettings.ControlMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replays a trace against the job at the rung the quality limit allows, and drains it. */
final class LoadRun {

  private static final Logger LOG = LoggerFactory.getLogger(LoadRun.class);
  private static final String PHASE = "replaying";
  private static final Duration POLL = Duration.ofMillis(50);

  /** Longest wait for the job to commit the offsets of what it has read. */
  private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(15);

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
        new Workload("demo-", examples, fullDepth.examples(options.records()), options.poison());
    Schedule schedule =
        Schedule.of(
            options.trace(),
            options.records(),
            options.load() * fullDepth.capacity(),
            options.seed());
    Stand.Topics topics = stand.topics("demo");
    try (Sender sender = new Sender(stand.bootstrapServers(), topics.input(), workload)) {
      Ledger ledger = new Ledger(workload, sender.positions());
      try (OutputReader reader =
              new OutputReader(
                  stand.bootstrapServers(), topics, workload, ledger::answer, ledger::deadLetter);
          FlinkCluster.RunningJob job = stand.start(topics, ControlMode.STATIC);
          Replay replay = Replay.start(schedule, sender)) {
        drain(replay, job, reader, ledger);
        awaitCommittedOffsets(topics, reader);
        return measurement(schedule, replay, ledger);
      }
    }
  }

  private Measurement measurement(Schedule schedule, Replay replay, Ledger ledger) {
    return new Measurement(
        ledger,
        replay.sent(),
        replay.startMillis(),
        replay.startMillis() + schedule.dueNanos(0) / 1e6,
        schedule.endOfPeakSeconds(),
        examples,
        fullDepth,
        options.load(),
        options.slo().toMillis());
  }

  /** Returns when everything sent came out, or when nothing has come out for too long. */
  private void drain(Replay replay, FlinkCluster.RunningJob job, OutputReader reader, Ledger ledger)
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

  /**
   * Reads on until the job has committed that it read everything, so that a record emitted twice
   * would have shown.
   */
  private void awaitCommittedOffsets(Stand.Topics topics, OutputReader reader) throws Exception {
    long deadline = System.nanoTime() + COMMIT_PATIENCE.toNanos();
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stand.bootstrapServers()))) {
      while (lag(admin, topics) > 0) {
        if (System.nanoTime() > deadline) {
          LOG.warn("the job has not committed all offsets of topic {}", topics.input());
          return;
        }
        reader.poll(POLL);
      }
    }
    reader.poll(POLL);
  }

  private static long lag(Admin admin, Stand.Topics topics)
      throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions =
        admin.describeTopics(List.of(topics.input())).allTopicNames().get().values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(info -> new TopicPartition(topic.name(), info.partition())))
            .toList();
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(topics.run()).partitionsToOffsetAndMetadata().get();
    long lag = 0;
    for (TopicPartition partition : partitions) {
      long end =
          admin
              .listOffsets(Map.of(partition, OffsetSpec.latest()))
              .partitionResult(partition)
              .get()
              .offset();
      OffsetAndMetadata read = committed.get(partition);
      lag += end - (read == null ? 0 : read.offset());
    }
    return lag;
  }
}
