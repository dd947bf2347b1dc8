package dev.thermocline.cli.demo;

import org.jspecify.annotations.Nullable;

/**
 * What came out for one record.
 *
 * @param number number of the record in its workload
 * @param label predicted class
 * @param exitIndex exit it left at, 1-based
 * @param exits exits of the bundle
 * @param layersFraction layers run over layers at full depth
 * @param rung operating point
 * @param certifiedRisk bound of the rung's loss; null when not certified
 * @param bundleId digest of the bundle that answered
 * @param ageMillis from the record's Kafka timestamp to the operator's emission
 * @param visibleMillis from the record's Kafka timestamp until a read_committed consumer had it
 * @param emitMillis wall clock of the operator's emission
 */
public record Answer(
    int number,
    @Nullable String label,
    int exitIndex,
    int exits,
    double layersFraction,
    int rung,
    @Nullable Double certifiedRisk,
    String bundleId,
    double ageMillis,
    double visibleMillis,
    double emitMillis) {}
