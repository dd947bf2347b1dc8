package dev.thermocline.flink.operator;

/** A record of the tests' input. */
public record Event(String key, String text) {}
