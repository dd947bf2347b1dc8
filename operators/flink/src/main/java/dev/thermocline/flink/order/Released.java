package dev.thermocline.flink.order;

/**
 * What a {@link ReleaseQueue} lets go next: a completed record or a signal.
 *
 * @param <R> records
 * @param <S> signals
 */
public sealed interface Released<R, S> permits Ticket, Signal {}
