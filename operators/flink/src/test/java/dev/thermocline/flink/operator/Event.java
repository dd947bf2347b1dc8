package dev.thermocline.flink.operator;

/** A record of the tests' input. */
record Event(String key, String text) {}
