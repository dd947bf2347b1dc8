package dev.thermocline.app.kafka;

import dev.thermocline.app.codec.Outbound;
import java.time.Clock;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Puts encoded records on one topic, with their timestamp and headers.
 *
 * <p>Brokers refuse a timestamp too far in the future and clients a negative one, either of which
 * would fail the job: a later one becomes now, and so does a negative one, by which Kafka says that
 * a record has none.
 */
final class OutboundSchema implements KafkaRecordSerializationSchema<Outbound> {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final Clock clock;

  /**
   * @param clock wall clock; serializable, as those of {@link Clock} are
   */
  OutboundSchema(String topic, Clock clock) {
    this.topic = topic;
    this.clock = clock;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      Outbound element, KafkaSinkContext context, Long timestamp) {
    long now = clock.millis();
    long stamp = element.timestamp() < 0 ? now : Math.min(element.timestamp(), now);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, null, stamp, element.key(), element.value());
    element.headers().forEach(header -> record.headers().add(header.name(), header.value()));
    return record;
  }
}
