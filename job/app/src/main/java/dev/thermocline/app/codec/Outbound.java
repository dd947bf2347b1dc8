package dev.thermocline.app.codec;

import org.jspecify.annotations.Nullable;

/**
 * An encoded record on its way to a topic.
 *
 * @param key Kafka key; null for none
 * @param value Kafka value, Avro single-object encoding
 * @param timestamp Kafka timestamp of the record it answers, milliseconds since the epoch
 * @param traceparent trace header of the record it answers; null without one
 */
public record Outbound(
    byte @Nullable [] key, byte[] value, long timestamp, @Nullable String traceparent) {}
