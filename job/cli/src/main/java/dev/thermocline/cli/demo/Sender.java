package dev.thermocline.cli.demo;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes a workload's records to one topic and remembers where each landed. */
final class Sender implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final Workload workload;
  private final Positions positions = new Positions();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  Sender(String bootstrapServers, String topic, Workload workload) {
    this.topic = topic;
    this.workload = workload;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.LINGER_MS_CONFIG, "1"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Sends record number i without waiting for the broker.
   *
   * @param timestampMillis its Kafka timestamp
   * @throws IllegalStateException when the broker has refused an earlier one
   */
  void send(int i, long timestampMillis) {
    producer.send(
        new ProducerRecord<>(topic, null, timestampMillis, workload.keyBytes(i), workload.value(i)),
        (metadata, error) -> {
          if (error != null) {
            failure.compareAndSet(null, error);
          } else {
            positions.put(i, metadata.partition(), metadata.offset());
          }
        });
    check();
  }

  /** Returns when the broker has acknowledged everything sent so far. */
  void flush() {
    producer.flush();
    check();
  }

  /** Where the acknowledged records landed. */
  Positions positions() {
    return positions;
  }

  private void check() {
    Exception error = failure.get();
    if (error != null) {
      throw new IllegalStateException("cannot write to topic " + topic + ": " + error, error);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
