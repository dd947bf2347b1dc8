package dev.thermocline.cli.replay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Replays one workload into one topic and reports how that went. */
public final class Generator {

  private static final Duration TELL = Duration.ofMillis(200);

  private final Map<String, String> kafka;
  private final String topic;
  private final int partitions;
  private final Producers producers;

  /**
   * A generator for a topic.
   *
   * @param kafka settings of the Kafka clients, the brokers among them
   * @param topic where to write
   * @param partitions what the topic is created with when it is missing; 0 = it must be there
   * @param producers whom a limit of the output holds back
   */
  public Generator(Map<String, String> kafka, String topic, int partitions, Producers producers) {
    this.kafka = kafka;
    this.topic = topic;
    this.partitions = partitions;
    this.producers = producers;
  }

  /**
   * The producers of the job that reads the topic.
   *
   * @param clientId their {@code client.id}
   * @param recordBytes what an answer of theirs takes up
   */
  public record Producers(String clientId, double recordBytes) {}

  /**
   * Sends everything and returns when the brokers have acknowledged it.
   *
   * @param told hears now and then how many records are sent
   * @throws IllegalStateException when the topic cannot be written to
   */
  public ReplayReport run(Schedule schedule, Workload workload, IntConsumer told)
      throws InterruptedException {
    try (KafkaTopics topics = KafkaTopics.at(kafka)) {
      if (partitions > 0) {
        topics.createMissing(partitions, List.of(topic));
      } else if (!topics.exists(topic)) {
        throw new IllegalStateException(
            "--topic is "
                + topic
                + ", which the brokers do not have; create it, or give --partitions");
      }
    }
    try (Sender sender = new Sender(kafka, topic, workload);
        Replay replay = Replay.start(schedule, sender);
        OutputQuota quota = quota(schedule, replay)) {
      while (!replay.finished()) {
        told.accept(replay.sent());
        replay.await(TELL);
      }
      told.accept(replay.sent());
      quota.check();
      return replay.report();
    }
  }

  private OutputQuota quota(Schedule schedule, Replay replay) throws InterruptedException {
    return OutputQuota.of(
        schedule, replay.startMillis(), kafka, producers.clientId(), producers.recordBytes());
  }
}
