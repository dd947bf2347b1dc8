package dev.thermocline.cli.demo;

import dev.thermocline.cli.replay.Workload;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.Prediction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads predictions and dead letters, committed ones only, each topic from its beginning. */
final class OutputReader implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String outputTopic;
  private final Workload workload;
  private final Consumer<Answer> answers;
  private final Consumer<DeadLetter> deadLetters;

  OutputReader(
      String bootstrapServers,
      Stand.Topics topics,
      Workload workload,
      Consumer<Answer> answers,
      Consumer<DeadLetter> deadLetters) {
    this.outputTopic = topics.output();
    this.workload = workload;
    this.answers = answers;
    this.deadLetters = deadLetters;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(topics.output(), topics.deadLetter())) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Hands over what has become visible, waiting for it at most that long. */
  void poll(Duration timeout) throws IOException {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
      ByteBuffer value = ByteBuffer.wrap(record.value());
      if (record.topic().equals(outputTopic)) {
        answers.accept(answer(Prediction.getDecoder().decode(value), System.currentTimeMillis()));
      } else {
        deadLetters.accept(DeadLetter.getDecoder().decode(value));
      }
    }
  }

  /** What it reads. */
  Set<TopicPartition> partitions() {
    return consumer.assignment();
  }

  /** Offset behind everything of that partition that was handed over. */
  long position(TopicPartition partition) {
    return consumer.position(partition);
  }

  private Answer answer(Prediction prediction, long nowMillis) {
    long arrivedMillis = prediction.getTimestamp().toEpochMilli();
    double ageMillis = prediction.getLatencies().getAgeMs();
    return new Answer(
        workload.number(prediction.getId()),
        prediction.getLabel(),
        prediction.getExitIndex(),
        prediction.getExits(),
        prediction.getLayersFraction(),
        prediction.getRung(),
        prediction.getCertifiedRisk(),
        prediction.getBundleId(),
        ageMillis,
        nowMillis - arrivedMillis,
        arrivedMillis + ageMillis);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
