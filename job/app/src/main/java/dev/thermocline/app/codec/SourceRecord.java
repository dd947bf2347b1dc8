package dev.thermocline.app.codec;

import org.jspecify.annotations.Nullable;

/** What the source makes of one Kafka record. */
public sealed interface SourceRecord {

  /** The Kafka record itself. */
  Origin origin();

  /** Event time in milliseconds since the epoch. */
  long timestamp();

  /**
   * A request the operator can take.
   *
   * @param origin the Kafka record
   * @param id the request's id, or its place where it has none
   * @param key the request's key; null where it has none and may go anywhere
   * @param text the payload
   * @param timestamp event time, milliseconds since the epoch
   */
  record Decoded(Origin origin, String id, @Nullable String key, String text, long timestamp)
      implements SourceRecord {

    /** What records are ordered and spread by: the key, or the place of a record without one. */
    public String orderingKey() {
      return key == null ? origin.place() : key;
    }
  }

  /**
   * A record that cannot become a request.
   *
   * @param origin the Kafka record
   * @param stage where it failed: {@code headers}, {@code decode} or {@code key}
   * @param errorClass class name of the error
   * @param message what was wrong and what is allowed
   */
  record Undecodable(Origin origin, String stage, String errorClass, String message)
      implements SourceRecord {

    @Override
    public long timestamp() {
      return origin.timestamp();
    }
  }
}
