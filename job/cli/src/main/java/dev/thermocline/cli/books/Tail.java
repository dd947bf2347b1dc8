package dev.thermocline.cli.books;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** One topic read under read_committed from its beginning; in no consumer group. */
final class Tail implements AutoCloseable {

  private static final int AT_ONCE = 2_000;

  /** Closing waits for a fetch that is under way. */
  private static final int FETCH_WAIT_MILLIS = 50;

  private static final int PATIENCE_MILLIS = 15_000;

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> beginnings;

  /**
   * Opens a topic.
   *
   * @param kafka settings of the Kafka clients, the brokers among them
   * @throws IllegalStateException when it is not there or no broker answers
   */
  Tail(Map<String, String> kafka, String topic) {
    this.topic = topic;
    this.consumer =
        new KafkaConsumer<>(
            settings(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new IllegalStateException(
            "topic " + topic + " is not there; give one that the brokers have");
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      this.beginnings = Map.copyOf(consumer.beginningOffsets(partitions));
    } catch (KafkaException e) {
      consumer.close();
      throw new IllegalStateException(
          "topic " + topic + " cannot be read: " + e.getMessage() + "; check the brokers", e);
    } catch (IllegalStateException e) {
      consumer.close();
      throw e;
    }
  }

  /** Settings of a consumer that reads topics as an account needs it. */
  static Map<String, Object> settings(Map<String, String> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, AT_ONCE);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    settings.put(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    settings.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    return settings;
  }

  String topic() {
    return topic;
  }

  /** First offset of each partition. */
  Map<TopicPartition, Long> beginnings() {
    return beginnings;
  }

  /** What has become visible, waited for at most that long. */
  Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration timeout) {
    return consumer.poll(timeout);
  }

  /** Where each partition ends now for who reads committed records only. */
  Map<TopicPartition, Long> ends() {
    return consumer.endOffsets(beginnings.keySet());
  }

  /** Whether every partition is read up to there. */
  boolean reached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** Offsets from the beginnings to there. */
  long length(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .mapToLong(end -> end.getValue() - beginnings.getOrDefault(end.getKey(), 0L))
        .sum();
  }

  /** Offsets from the beginnings to what is read. */
  long read() {
    return beginnings.entrySet().stream()
        .mapToLong(beginning -> consumer.position(beginning.getKey()) - beginning.getValue())
        .sum();
  }

  /** The broker that leads the partition. */
  Optional<Node> leader(TopicPartition partition) {
    return consumer.partitionsFor(topic).stream()
        .filter(info -> info.partition() == partition.partition())
        .map(PartitionInfo::leader)
        .findAny();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
