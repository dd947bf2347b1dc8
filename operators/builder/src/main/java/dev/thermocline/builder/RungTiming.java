package dev.thermocline.builder;

import java.util.List;

/**
 * What running one rung took.
 *
 * @param records records it was run on
 * @param throughput records per second
 * @param fullDepthThroughput records per second at full depth, over all its runs
 * @param nearbyFullDepth records per second of full depth just before and after
 * @param costFraction processor seconds of the lanes over those of full depth just before and after
 * @param stageBatch mean micro-batch per stage; empty where nothing ran
 */
record RungTiming(
    int records,
    double throughput,
    double fullDepthThroughput,
    double nearbyFullDepth,
    double costFraction,
    List<Double> stageBatch) {

  /** Nothing was run. */
  static final RungTiming NONE =
      new RungTiming(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, List.of());

  RungTiming {
    stageBatch = List.copyOf(stageBatch);
  }
}
