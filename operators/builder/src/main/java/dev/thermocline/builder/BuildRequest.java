package dev.thermocline.builder;

import dev.thermocline.builder.calibration.Loss;
import dev.thermocline.builder.data.VocabularyFile;
import dev.thermocline.engine.exit.ExitPolicies;
import java.nio.file.Path;
import java.util.List;

/**
 * What to build a bundle from.
 *
 * @param model the uncut ONNX file
 * @param vocabulary WordPiece vocabulary and whether text is lower-cased
 * @param name the model's name
 * @param licence the model's licence
 * @param maxLength longest sequence in tokens
 * @param exitsAfter layers before each exit but the last, ascending; the last exit is full depth
 * @param cutAt tensors to cut at instead of {@code exitsAfter}; empty to cut by layers
 * @param labels class names in order; empty to take those of the fit split, sorted
 * @param policy id of the exit policy
 * @param loss primary loss
 * @param rungs rungs of the ladder before pruning
 * @param seed seed of the fit
 * @param out directory to write the bundle to; absent or empty
 */
public record BuildRequest(
    Path model,
    VocabularyFile vocabulary,
    String name,
    String licence,
    int maxLength,
    List<Integer> exitsAfter,
    List<String> cutAt,
    List<String> labels,
    String policy,
    Loss loss,
    int rungs,
    long seed,
    Path out) {

  /** Policies a ladder can be built over: all but the one that never exits. */
  private static final List<String> POLICIES =
      ExitPolicies.ids().stream().filter(id -> !id.equals(ExitPolicies.NEVER)).toList();

  public BuildRequest {
    exitsAfter = List.copyOf(exitsAfter);
    cutAt = List.copyOf(cutAt);
    labels = List.copyOf(labels);
    if (!POLICIES.contains(policy)) {
      throw new IllegalArgumentException(
          "policy is '" + policy + "'; allowed: " + String.join(", ", POLICIES));
    }
    if (rungs < 2 || rungs > 64) {
      throw new IllegalArgumentException("rungs is " + rungs + "; it must lie in [2, 64]");
    }
  }
}
