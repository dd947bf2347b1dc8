package dev.thermocline.app.codec;

import java.io.Serializable;

/**
 * What a request may be beyond its schema.
 *
 * @param maxBytes longest Kafka value that is decoded, in bytes
 * @param spreadsNullKeys whether a record without any key is taken, in no order
 */
public record RequestRules(long maxBytes, boolean spreadsNullKeys) implements Serializable {}
