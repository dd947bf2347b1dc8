package dev.thermocline.app.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka record as it was read, with its place.
 *
 * @param topic topic it was read from
 * @param partition partition it was read from
 * @param offset offset it was read from
 * @param timestamp Kafka timestamp, milliseconds since the epoch
 * @param key Kafka key; not to be changed
 * @param value Kafka value; not to be changed
 * @param headers Kafka headers in their order; a name may come twice
 */
public record Origin(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte @Nullable [] key,
    byte[] value,
    List<Header> headers) {

  public Origin {
    headers = List.copyOf(headers);
  }

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** The same record without its headers. */
  Origin bare() {
    return new Origin(topic, partition, offset, timestamp, key, value, List.of());
  }

  /** Topic, partition and offset as one name. */
  public String place() {
    return topic + "-" + partition + "-" + offset;
  }

  /** Hash of topic, partition and offset (SplitMix64 finaliser); the same in every run. */
  public long positionHash() {
    return mix(mix(topic.hashCode() * GOLDEN + partition) + offset * GOLDEN);
  }

  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
