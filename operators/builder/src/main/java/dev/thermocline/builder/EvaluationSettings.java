package dev.thermocline.builder;

import dev.thermocline.engine.cascade.CascadeSettings;

/**
 * How an evaluation runs.
 *
 * @param throughputRecords records each rung is timed on; 0 to time nothing
 * @param lanes cascades side by side, one thread each
 * @param inFlight records in flight per lane
 * @param batching how micro-batches form
 */
public record EvaluationSettings(
    int throughputRecords, int lanes, int inFlight, CascadeSettings batching) {

  public EvaluationSettings {
    if (throughputRecords < 0) {
      throw new IllegalArgumentException(
          "throughput records is " + throughputRecords + "; it must be >= 0");
    }
    if (lanes < 1) {
      throw new IllegalArgumentException("lanes is " + lanes + "; it must be >= 1");
    }
    if (inFlight < 1) {
      throw new IllegalArgumentException("in-flight is " + inFlight + "; it must be >= 1");
    }
  }

  /** Production's settings, one lane per processor. */
  public static EvaluationSettings defaults(int throughputRecords) {
    return new EvaluationSettings(
        throughputRecords, Passes.lanes(), Passes.IN_FLIGHT, CascadeSettings.DEFAULTS);
  }
}
