package dev.thermocline.cli.control;

import dev.thermocline.app.codec.RecordWriter;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.TuningCommand;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A control topic to write to. */
public final class ControlTopic implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * Opens a topic.
   *
   * @param kafka settings of the Kafka client, the brokers among them
   * @throws IllegalStateException when no broker answers, or the topic is not there or has not one
   *     partition
   */
  public ControlTopic(Map<String, String> kafka, String topic) {
    this.topic = topic;
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.putIfAbsent(ProducerConfig.ACKS_CONFIG, "all");
    settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      int partitions = producer.partitionsFor(topic).size();
      if (partitions != 1) {
        throw new IllegalStateException(
            "topic "
                + topic
                + " has "
                + partitions
                + " partitions; allowed is 1, which orders the commands: make it anew with"
                + " thermocline topics --control "
                + topic);
      }
    } catch (KafkaException e) {
      close();
      throw failed(e);
    } catch (IllegalStateException e) {
      close();
      throw e;
    }
  }

  /**
   * Writes a command, as JSON, and returns when the brokers have acknowledged it.
   *
   * @return its offset in the topic's one partition
   * @throws IllegalStateException when they do not
   */
  public long write(TuningCommand command) throws InterruptedException {
    try {
      RecordMetadata written =
          producer
              .send(new ProducerRecord<>(topic, RecordWriter.bytes(command, Format.JSON)))
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return written.offset();
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "topic "
              + topic
              + " did not acknowledge command "
              + command.getId()
              + " within "
              + PATIENCE.toSeconds()
              + " s; it may still arrive: check the brokers, and repeat it under the same --id",
          e);
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  private IllegalStateException failed(Throwable e) {
    return new IllegalStateException(
        "cannot write to topic "
            + topic
            + ": "
            + e.getMessage()
            + "; check the brokers, and that the topic is there",
        e);
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
