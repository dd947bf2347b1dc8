package dev.thermocline.app.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An encoded record on its way to a topic.
 *
 * @param key Kafka key; null for none
 * @param value Kafka value
 * @param timestamp Kafka timestamp of the record it answers, milliseconds since the epoch
 * @param headers Kafka headers of the record it answers
 */
public record Outbound(byte @Nullable [] key, byte[] value, long timestamp, List<Header> headers) {

  public Outbound {
    headers = List.copyOf(headers);
  }
}
