package dev.thermocline.builder;

import dev.thermocline.builder.data.Example;
import dev.thermocline.builder.data.Splits;
import java.util.List;
import java.util.Map;

/**
 * Labelled records of the splits a build reads, and the provenance of all splits.
 *
 * @param fit fits the heads
 * @param tune fits temperatures and chooses thresholds
 * @param certify measures the rungs
 * @param seed seed of the split
 * @param digests sha256 per split over its record ids in order, {@code test} included
 * @param counts records per split, {@code test} included
 */
public record BuildData(
    List<Example> fit,
    List<Example> tune,
    List<Example> certify,
    long seed,
    Map<String, String> digests,
    Map<String, Integer> counts) {

  public BuildData {
    fit = List.copyOf(fit);
    tune = List.copyOf(tune);
    certify = List.copyOf(certify);
    digests = Map.copyOf(digests);
    counts = Map.copyOf(counts);
  }

  /** The splits a build reads, with the provenance of all four. */
  public static BuildData of(Splits splits) {
    return new BuildData(
        splits.fit(),
        splits.tune(),
        splits.certify(),
        splits.seed(),
        splits.digests(),
        splits.counts());
  }
}
