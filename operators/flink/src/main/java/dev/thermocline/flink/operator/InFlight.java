package dev.thermocline.flink.operator;

import dev.thermocline.engine.cascade.Outcome;
import java.util.Objects;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * An admitted record until it is emitted; task thread only.
 *
 * @param <IN> records of the keyed stream
 */
final class InFlight<IN> {
  private final IN value;
  private final boolean timestamped;
  private final long timestamp;
  private final long arrivedMillis;
  private final int partition;
  private final boolean admittedIdle;
  private final long bytes;
  private boolean truncated;
  private @Nullable Outcome<?> outcome;

  /**
   * A record that is being admitted.
   *
   * @param arrivedMillis when it arrived in its source; negative = unknown
   * @param partition of its source
   * @param admittedIdle whether nothing else is in flight
   * @param bytes what it weighs
   */
  InFlight(
      StreamRecord<IN> element,
      long arrivedMillis,
      int partition,
      boolean admittedIdle,
      long bytes) {
    this.arrivedMillis = arrivedMillis;
    this.partition = partition;
    this.admittedIdle = admittedIdle;
    this.bytes = bytes;
    value = element.getValue();
    timestamped = element.hasTimestamp();
    timestamp = timestamped ? element.getTimestamp() : 0;
  }

  /** When it arrived in its source, milliseconds since the epoch; negative = unknown. */
  long arrivedMillis() {
    return arrivedMillis;
  }

  int partition() {
    return partition;
  }

  boolean admittedIdle() {
    return admittedIdle;
  }

  /** What it weighs, by {@link InFlightBytes}. */
  long bytes() {
    return bytes;
  }

  IN value() {
    return value;
  }

  /** The record as it came. */
  StreamRecord<IN> element() {
    return timestamped ? new StreamRecord<>(value, timestamp) : new StreamRecord<>(value);
  }

  boolean timestamped() {
    return timestamped;
  }

  /** Event timestamp in milliseconds; 0 where there is none. */
  long timestamp() {
    return timestamp;
  }

  boolean truncated() {
    return truncated;
  }

  void encoded(boolean wasTruncated) {
    truncated = wasTruncated;
  }

  void done(Outcome<?> result) {
    outcome = result;
  }

  Outcome<?> outcome() {
    return Objects.requireNonNull(outcome, "outcome before completion");
  }
}
