package dev.thermocline.engine.control;

/**
 * What one subtask measured over one tick. Controllers take any number, also one that is not
 * finite, and answer with a bounded decision.
 *
 * @param seconds length of the tick
 * @param ageSeconds age of records when their stage-1 batch forms, clock skew removed, ≥ 0; 0 while
 *     idle; NaN while the records' timestamps cannot be used
 * @param offeredRate records per second that arrive in the source for this subtask; NaN while the
 *     records' timestamps cannot be used
 * @param throughput records per second that left the operator during the tick
 * @param costScale measured over predicted seconds of stage runs, ρ
 * @param residenceSeconds longest usual time from stage-1 start to the exit at full depth, at half
 *     of the capacity
 * @param blockedShare share of the tick in which the output took nothing, in [0, 1]
 * @param causedShare share of the tick in which admission waited at the cap while the output was
 *     available, in [0, 1]
 * @param utilization share of the tick in which the engine was busy, in [0, 1]
 * @param deviceLogCost smallest log cost, ln(c/c₀), of the other subtasks that share the device; 0
 *     without any
 * @param sinkRate records per second that what comes after the operator takes, where its flushes at
 *     checkpoints proved it the bottleneck; NaN otherwise
 */
public record LoadSample(
    double seconds,
    double ageSeconds,
    double offeredRate,
    double throughput,
    double costScale,
    double residenceSeconds,
    double blockedShare,
    double causedShare,
    double utilization,
    double deviceLogCost,
    double sinkRate) {

  /**
   * The multiple of the engine's capacity that full depth would need at the offered rate: λ̂·ρ·c₀,
   * no room to catch up in it; 0 where the rate is not known.
   */
  public double pressure(RungCosts costs) {
    return Bounds.within(offeredRate, 0, 1e9, 0)
        * Bounds.within(costScale, 0.2, 5, 1)
        * costs.fullDepthSeconds();
  }
}
