package dev.thermocline.app.codec;

import org.jspecify.annotations.Nullable;

/**
 * A header of a Kafka record, passed on as it came.
 *
 * @param name its key
 * @param value its bytes, not to be changed; Kafka allows null
 */
public record Header(String name, byte @Nullable [] value) {}
