package dev.thermocline.app.kafka;

import dev.thermocline.app.codec.Header;
import dev.thermocline.app.codec.Origin;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A Kafka client's record as ours. */
public final class KafkaOrigin {

  private KafkaOrigin() {}

  /** The record with its place; it has a value. */
  public static Origin of(ConsumerRecord<byte[], byte[]> record) {
    List<Header> headers = new ArrayList<>();
    record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
    return new Origin(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        headers);
  }
}
