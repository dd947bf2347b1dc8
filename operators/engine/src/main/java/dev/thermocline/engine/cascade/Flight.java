package dev.thermocline.engine.cascade;

import dev.thermocline.engine.stage.Row;

/** One record between submission and outcome; owned by one lane at a time. */
final class Flight<T> {
  final long recordHash;
  final T attachment;
  final int bucket;
  Row row;
  int rung;
  long enqueuedNanos;

  /** Time it has waited in the queues behind stage 1. */
  long lingeredNanos;

  long queueNanos;
  long computeNanos;

  Flight(Row row, long recordHash, T attachment, int bucket, long enqueuedNanos) {
    this.row = row;
    this.recordHash = recordHash;
    this.attachment = attachment;
    this.bucket = bucket;
    this.enqueuedNanos = enqueuedNanos;
  }
}
