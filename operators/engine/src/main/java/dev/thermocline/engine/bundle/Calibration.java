package dev.thermocline.engine.bundle;

import java.util.List;
import java.util.Map;

/**
 * What {@code build} measured: the ladder and everything needed to measure it again.
 *
 * @param policy id of the exit policy the ladder was built for
 * @param loss id of the primary loss
 * @param method how quality was obtained; {@code measured} carries no guarantee
 * @param delta error probability of the bounds; NaN when not certified
 * @param seeds named seeds (split, fit)
 * @param splitDigests sha256 per split over its record ids in order
 * @param counts records per split
 * @param ladder rungs ordered from most to least expensive
 */
public record Calibration(
    String policy,
    String loss,
    String method,
    double delta,
    Map<String, Long> seeds,
    Map<String, String> splitDigests,
    Map<String, Integer> counts,
    List<OperatingPoint> ladder) {

  public Calibration {
    seeds = Map.copyOf(seeds);
    splitDigests = Map.copyOf(splitDigests);
    counts = Map.copyOf(counts);
    ladder = List.copyOf(ladder);
  }
}
