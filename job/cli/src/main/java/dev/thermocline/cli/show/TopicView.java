package dev.thermocline.cli.show;

import dev.thermocline.app.kafka.KafkaOrigin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The committed records at the end of a topic, and those that come; in no consumer group. */
public final class TopicView implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final String topic;
  private final Lines lines;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  /**
   * Opens a topic.
   *
   * @param kafka settings of the Kafka client, the brokers among them
   * @throws IllegalStateException when it is not there or no broker answers
   */
  public TopicView(Map<String, String> kafka, String topic, Lines lines) {
    this.topic = topic;
    this.lines = lines;
    this.consumer =
        new KafkaConsumer<>(
            settings(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      this.partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
    } catch (KafkaException e) {
      consumer.close();
      throw unreadable(topic, String.valueOf(e.getMessage()), e);
    }
    if (partitions.isEmpty()) {
      consumer.close();
      throw unreadable(topic, "it is not there", null);
    }
    consumer.assign(partitions);
  }

  private static Map<String, Object> settings(Map<String, String> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    return settings;
  }

  /**
   * Prints the last records, the latest one last.
   *
   * @param most how many at most
   */
  public void last(int most, Consumer<String> out) {
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    List<ConsumerRecord<byte[], byte[]>> found = List.of();
    // Offsets also count the ends of transactions, so it may take more of them.
    for (long reach = 2L * most; ; reach *= 2) {
      boolean all = true;
      for (TopicPartition partition : partitions) {
        long beginning = beginnings.getOrDefault(partition, 0L);
        long from = Math.max(beginning, ends.getOrDefault(partition, 0L) - reach);
        all &= from == beginning;
        consumer.seek(partition, from);
      }
      found = readTo(ends);
      if (all || found.size() >= most) {
        break;
      }
    }
    found.stream()
        .sorted(Comparator.comparingLong(ConsumerRecord::timestamp))
        .skip(Math.max(0, found.size() - most))
        .forEach(record -> print(record, out));
  }

  private List<ConsumerRecord<byte[], byte[]>> readTo(Map<TopicPartition, Long> ends) {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        read.add(record);
        deadline = System.nanoTime() + PATIENCE.toNanos();
      }
      if (System.nanoTime() > deadline) {
        throw unreadable(topic, "nothing comes for " + PATIENCE.toSeconds() + " s", null);
      }
    }
    return read;
  }

  /**
   * Prints what comes after the records read last.
   *
   * @param wanted asked several times a second whether to go on
   */
  public void follow(BooleanSupplier wanted, Consumer<String> out) {
    while (wanted.getAsBoolean()) {
      consumer.poll(POLL).forEach(record -> print(record, out));
    }
  }

  private void print(ConsumerRecord<byte[], byte[]> record, Consumer<String> out) {
    if (record.value() != null) {
      out.accept(lines.of(KafkaOrigin.of(record)));
    }
  }

  private static IllegalStateException unreadable(
      String topic, String reason, @Nullable Exception cause) {
    return new IllegalStateException(
        "topic " + topic + " cannot be read: " + reason + "; check the name and the brokers",
        cause);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
