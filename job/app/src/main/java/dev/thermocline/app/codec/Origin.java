package dev.thermocline.app.codec;

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
 * @param traceparent value of the trace header; null without one
 */
public record Origin(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte @Nullable [] key,
    byte[] value,
    @Nullable String traceparent) {

  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

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
