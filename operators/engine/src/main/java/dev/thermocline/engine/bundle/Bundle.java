package dev.thermocline.engine.bundle;

import java.nio.file.Path;
import java.util.List;

/**
 * A verified model bundle on local disk.
 *
 * @param directory the bundle's directory
 * @param id digest over everything the bundle's behaviour depends on
 * @param model provenance
 * @param input how records are encoded
 * @param stages the chain, in order; at least one
 * @param heads one head per stage, in order
 * @param labels class names, index = class
 * @param calibration the ladder and its provenance
 */
public record Bundle(
    Path directory,
    String id,
    ModelInfo model,
    InputSpec input,
    List<StageSpec> stages,
    List<HeadSpec> heads,
    List<String> labels,
    Calibration calibration) {

  public Bundle {
    stages = List.copyOf(stages);
    heads = List.copyOf(heads);
    labels = List.copyOf(labels);
  }

  /** Number of exits, equal to the number of stages. */
  public int exits() {
    return stages.size();
  }

  /** Layers run up to and including the given 1-based exit, over all layers; in (0, 1]. */
  public double layersFraction(int exit) {
    long run = 0;
    long all = 0;
    for (StageSpec stage : stages) {
      all += stage.layers();
      if (stage.index() <= exit) {
        run += stage.layers();
      }
    }
    return (double) run / all;
  }
}
