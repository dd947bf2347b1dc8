package dev.thermocline.flink.order;

import org.jspecify.annotations.Nullable;

/**
 * A record's place in a {@link ReleaseQueue}, from admission to release.
 *
 * @param <K> keys
 * @param <R> records
 * @param <S> signals
 */
public final class Ticket<K, R, S> implements Released<R, S> {
  private final R record;
  final K key;
  final Segment<R, S> segment;
  @Nullable Ticket<K, R, S> next;
  @Nullable Ticket<K, R, S> older;
  @Nullable Ticket<K, R, S> younger;
  boolean first;
  boolean completed;

  Ticket(K key, R record, Segment<R, S> segment) {
    this.key = key;
    this.record = record;
    this.segment = segment;
  }

  /** The record's key. */
  public K key() {
    return key;
  }

  /** The admitted record. */
  public R record() {
    return record;
  }
}
