package dev.thermocline.cli.demo;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A row of a table of bad records: a record, and what the job makes of it.
 *
 * @param name what is bad about it
 * @param key Kafka key; null = none
 * @param value Kafka value; null = a tombstone
 * @param headerBytes size of the one header it carries
 * @param fate what becomes of it
 */
record BadRecord(
    String name, byte @Nullable [] key, byte @Nullable [] value, int headerBytes, Fate fate) {

  /** Kafka key of records that do not ask for another. */
  static final String KEY = "k";

  /** What becomes of a record. */
  sealed interface Fate {

    /**
     * It goes to the dead-letter topic.
     *
     * @param stage what the letter says of where it failed
     * @param message part of what the letter says of why
     */
    record DeadLettered(String stage, String message) implements Fate {}

    /**
     * It is answered.
     *
     * @param exit exit it leaves at
     * @param truncated whether its answer says that text was cut off
     */
    record Answered(int exit, boolean truncated) implements Fate {}

    /** It is passed over. */
    record LeftOut() implements Fate {}
  }

  static BadRecord deadLettered(String name, byte[] value, String stage, String message) {
    return new BadRecord(name, utf8(KEY), value, 0, new Fate.DeadLettered(stage, message));
  }

  static BadRecord answered(String name, byte[] value, int exit) {
    return new BadRecord(name, utf8(KEY), value, 0, new Fate.Answered(exit, false));
  }

  static BadRecord truncated(String name, byte[] value) {
    return new BadRecord(name, utf8(KEY), value, 0, new Fate.Answered(1, true));
  }

  static BadRecord tombstone(String name) {
    return new BadRecord(name, utf8(KEY), null, 0, new Fate.LeftOut());
  }

  /** The same record with another Kafka key. */
  BadRecord keyed(byte @Nullable [] other) {
    return new BadRecord(name, other, value, headerBytes, fate);
  }

  /** The same record with a header. */
  BadRecord headed(int bytes) {
    return new BadRecord(name, key, value, bytes, fate);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return name;
  }
}
