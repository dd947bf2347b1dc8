package dev.thermocline.flink.state;

import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * A record in flight as keyed state holds it.
 *
 * @param sequence place among the records in flight of the subtask that wrote it, from 0; ascends
 *     within a key
 * @param timestamped whether it has an event timestamp
 * @param timestamp event time in milliseconds; 0 where there is none
 * @param value the record of the keyed stream
 */
record StoredRecord<IN>(long sequence, boolean timestamped, long timestamp, IN value) {

  static <IN> StoredRecord<IN> of(long sequence, StreamRecord<IN> element, IN value) {
    boolean timestamped = element.hasTimestamp();
    return new StoredRecord<>(
        sequence, timestamped, timestamped ? element.getTimestamp() : 0, value);
  }

  StreamRecord<IN> element() {
    return timestamped ? new StreamRecord<>(value, timestamp) : new StreamRecord<>(value);
  }
}
