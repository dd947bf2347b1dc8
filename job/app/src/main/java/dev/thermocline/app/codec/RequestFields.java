package dev.thermocline.app.codec;

import org.jspecify.annotations.Nullable;

/**
 * What a request says itself, whatever it was written in.
 *
 * @param id empty where it names none
 * @param key null where it has none
 * @param text the payload
 * @param timestamp event time in milliseconds since the epoch; null where it has none
 */
record RequestFields(String id, @Nullable String key, String text, @Nullable Long timestamp) {}
