package dev.thermocline.builder;

import dev.thermocline.builder.data.VocabularyFile;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.engine.bundle.BundleFormat;
import dev.thermocline.engine.bundle.HeadSpec;
import dev.thermocline.engine.bundle.StageSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Puts a bundle together from the uncut model and fitted weights, without fitting anything. */
public final class BundleAssembly {
  private BundleAssembly() {}

  /**
   * Assembles a bundle.
   *
   * @param model the uncut ONNX file the weights were fitted on; its digest is checked
   * @param vocabulary WordPiece vocabulary
   * @param out directory to write to; absent or empty
   * @return a bundle with exactly the id the weights name
   * @throws BuildException if the model is another one, or the bundle's id is not the weights'
   */
  public static Bundle assemble(
      Path model, VocabularyFile vocabulary, BundleWeights weights, Path out)
      throws BuildException, IOException, BundleException {
    OutputFolder.requireFree(out);
    String digest = BundleFormat.sha256(model);
    if (!digest.equals(weights.model().sha256())) {
      throw new BuildException(
          model
              + ": sha256 is "
              + digest
              + " but the weights were fitted on "
              + weights.model().sha256()
              + "; give that model or build again");
    }
    BundleParts parts = BundleParts.cut(model, vocabulary, weights, out);
    List<StageSpec> stages = parts.chain().writeClassified(weights.heads(), out);
    List<HeadSpec> heads =
        IntStream.range(0, stages.size())
            .mapToObj(i -> new HeadSpec(i + 1, "classifier", weights.temperatures().get(i)))
            .toList();
    Bundle bundle =
        BundleWriter.complete(
            out,
            parts.model(),
            parts.input(),
            stages,
            heads,
            weights.labels(),
            weights.calibration());
    if (!bundle.id().equals(weights.bundleId())) {
      throw new BuildException(
          out
              + ": the assembled bundle has id "
              + bundle.id()
              + " but the weights name "
              + weights.bundleId()
              + "; the vocabulary or the cutter changed, build the weights again");
    }
    return bundle;
  }
}
