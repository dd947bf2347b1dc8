package dev.thermocline.flink.order;

/**
 * Something between records, such as a watermark, that must not overtake the records it followed.
 *
 * @param value the signal itself
 * @param <R> records
 * @param <S> signals
 */
public record Signal<R, S>(S value) implements Released<R, S> {}
