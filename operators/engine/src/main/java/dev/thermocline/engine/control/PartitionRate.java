package dev.thermocline.engine.control;

/**
 * What {@link OfferedRate} remembers of one source partition.
 *
 * @param partition its number
 * @param lastMillis largest Kafka timestamp of its records
 * @param slow slowly decayed records per second
 * @param fast quickly decayed records per second
 */
public record PartitionRate(int partition, long lastMillis, double slow, double fast) {}
