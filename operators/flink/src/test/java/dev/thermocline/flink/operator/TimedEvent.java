package dev.thermocline.flink.operator;

/** A record of the tests' input that knows when it arrived in its source. */
public record TimedEvent(String key, long number, long arrivedMillis) {}
