package dev.thermocline.app.kafka;

import dev.thermocline.app.codec.Outbound;
import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Puts encoded records on one topic, with their timestamp and trace header. */
final class OutboundSchema implements KafkaRecordSerializationSchema<Outbound> {
  private static final long serialVersionUID = 1L;

  private final String topic;

  OutboundSchema(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      Outbound element, KafkaSinkContext context, Long timestamp) {
    // Kafka refuses negative timestamps; an event time before 1970 travels inside the record.
    long stamp = Math.max(0, element.timestamp());
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, null, stamp, element.key(), element.value());
    String traceparent = element.traceparent();
    if (traceparent != null) {
      record.headers().add(TraceHeader.NAME, traceparent.getBytes(StandardCharsets.UTF_8));
    }
    return record;
  }
}
