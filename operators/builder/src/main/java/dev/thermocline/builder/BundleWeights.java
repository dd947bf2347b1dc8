package dev.thermocline.builder;

import dev.thermocline.builder.head.ClassifierHead;
import dev.thermocline.engine.bundle.Calibration;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.ModelInfo;
import java.util.List;

/**
 * The fitted parts of a bundle, small enough to be kept under version control; with the uncut model
 * and its vocabulary they give the same bundle again, byte for byte.
 *
 * @param bundleId id of the bundle they came from
 * @param model provenance of the uncut model; its digest is checked
 * @param input how records are encoded
 * @param exitsAfter layers before each exit but the last
 * @param cutAt tensors cut at instead; empty where cut by layers
 * @param labels class names, index = class
 * @param temperatures one per exit
 * @param heads one per exit
 * @param calibration the ladder and its provenance
 */
public record BundleWeights(
    String bundleId,
    ModelInfo model,
    InputSpec input,
    List<Integer> exitsAfter,
    List<String> cutAt,
    List<String> labels,
    List<Double> temperatures,
    List<ClassifierHead> heads,
    Calibration calibration) {

  public BundleWeights {
    exitsAfter = List.copyOf(exitsAfter);
    cutAt = List.copyOf(cutAt);
    labels = List.copyOf(labels);
    temperatures = List.copyOf(temperatures);
    heads = List.copyOf(heads);
    if (temperatures.size() != heads.size()) {
      throw new IllegalArgumentException(
          "there are "
              + temperatures.size()
              + " temperatures for "
              + heads.size()
              + " heads; give one each");
    }
  }
}
