package dev.thermocline.cli.replay;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes a workload's records to one topic without waiting for each. */
public final class Sender implements AutoCloseable {

  /**
   * Its {@code client.id}. A quota on the job's producers must not slow the generator, too, nor may
   * buffers do that are small so that the job's sink pushes back.
   */
  public static final String CLIENT_ID = "thermocline-replay";

  /**
   * How long a record waits for others to travel with. A request per record would cost the machine
   * that runs the job as well more than the job's own input and output do.
   */
  private static final String LINGER_MILLIS = "25";

  /** The brokers and the topic say what is too large, not the sender. */
  private static final int LARGEST_REQUEST = 64 << 20;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final Workload workload;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /**
   * A sender of a workload.
   *
   * @param kafka settings of the Kafka client, the brokers among them; its {@code client.id} and
   *     {@code buffer.memory} are the sender's own
   * @param topic where to
   * @param workload what
   */
  public Sender(Map<String, String> kafka, String topic, Workload workload) {
    this.topic = topic;
    this.workload = workload;
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.putIfAbsent(ProducerConfig.ACKS_CONFIG, "all");
    settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * LARGEST_REQUEST);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, CLIENT_ID);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Sends record number i without waiting for the broker.
   *
   * @param timestampMillis its Kafka timestamp
   * @throws IllegalStateException when the broker has refused an earlier one
   */
  public void send(int i, long timestampMillis) {
    producer.send(
        new ProducerRecord<>(topic, null, timestampMillis, workload.keyBytes(i), workload.value(i)),
        (metadata, error) -> {
          if (error != null) {
            failure.compareAndSet(null, error);
          }
        });
    check();
  }

  /** Returns when the broker has acknowledged everything sent so far. */
  public void flush() {
    producer.flush();
    check();
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
