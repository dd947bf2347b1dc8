package dev.thermocline.flink.operator;

/**
 * What the cascade found out about one record.
 *
 * @param exitIndex 1-based exit the record left at
 * @param exits exits of the bundle
 * @param label name of the class
 * @param labelIndex index of the class in the bundle's labels
 * @param scores probabilities per class, summing to 1; not to be changed
 * @param exitScore the policy's score at that exit
 * @param rung the record's own rung, 0 = most expensive
 * @param layersFraction layers run over layers at full depth, in (0, 1]
 * @param certifiedRisk upper bound of the loss at that rung; NaN when not certified
 * @param truncated whether text beyond the model's length was cut off
 * @param bundleId digest of the bundle
 * @param queueMillis time spent waiting in stage queues, in milliseconds
 * @param computeMillis time spent in stage runs, in milliseconds
 * @param emitMillis wall clock at emission, milliseconds since the epoch
 */
public record EarlyExitResult(
    int exitIndex,
    int exits,
    String label,
    int labelIndex,
    float[] scores,
    double exitScore,
    int rung,
    double layersFraction,
    double certifiedRisk,
    boolean truncated,
    String bundleId,
    double queueMillis,
    double computeMillis,
    long emitMillis) {}
