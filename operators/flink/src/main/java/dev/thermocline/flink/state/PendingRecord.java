package dev.thermocline.flink.state;

import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * A record that is admitted and not yet emitted, with its key.
 *
 * @param key the key it was admitted with
 * @param element value and event timestamp, if it has one
 * @param <IN> records of the keyed stream
 */
public record PendingRecord<IN>(Object key, StreamRecord<IN> element) {}
