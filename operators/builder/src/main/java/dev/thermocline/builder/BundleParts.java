package dev.thermocline.builder;

import dev.thermocline.builder.data.VocabularyFile;
import dev.thermocline.builder.graph.StageCutter;
import dev.thermocline.builder.graph.StageGraph;
import dev.thermocline.engine.bundle.BundleFormat;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.ModelInfo;
import dev.thermocline.engine.input.InputEncoder;
import dev.thermocline.engine.input.WordPieceEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a bundle is made of before any head is fitted.
 *
 * @param directory the bundle's directory; holds the vocabulary already
 * @param model provenance of the uncut model
 * @param input how records are encoded
 * @param chain the cut model
 * @param labels class names
 */
record BundleParts(
    Path directory, ModelInfo model, InputSpec input, StageChain chain, List<String> labels) {

  BundleParts {
    labels = List.copyOf(labels);
  }

  /** Cuts the model of a request and copies its vocabulary into the bundle's directory. */
  static BundleParts cut(BuildRequest request, List<String> labels) throws IOException {
    ModelInfo model =
        new ModelInfo(request.name(), request.licence(), BundleFormat.sha256(request.model()));
    InputSpec input =
        new InputSpec(
            "text", BundleFormat.VOCABULARY, request.vocabulary().lowerCase(), request.maxLength());
    return cut(
        request.model(),
        request.vocabulary(),
        model,
        input,
        request.exitsAfter(),
        request.cutAt(),
        labels,
        request.out());
  }

  /** Cuts a model again as the weights say. */
  static BundleParts cut(Path modelFile, VocabularyFile vocabulary, BundleWeights weights, Path out)
      throws IOException {
    return cut(
        modelFile,
        vocabulary,
        weights.model(),
        weights.input(),
        weights.exitsAfter(),
        weights.cutAt(),
        weights.labels(),
        out);
  }

  private static BundleParts cut(
      Path modelFile,
      VocabularyFile vocabulary,
      ModelInfo model,
      InputSpec input,
      List<Integer> exitsAfter,
      List<String> cutAt,
      List<String> labels,
      Path out)
      throws IOException {
    StageCutter cutter = StageCutter.read(modelFile);
    List<StageGraph> stages =
        new ArrayList<>(cutAt.isEmpty() ? cutter.cutAfter(exitsAfter) : cutter.cutAt(cutAt));
    Path target = out.resolve(input.vocabulary());
    Files.createDirectories(target.toAbsolutePath().getParent());
    vocabulary.write(target);
    return new BundleParts(out, model, input, new StageChain(stages), labels);
  }

  /** The encoder of the bundle's input. */
  InputEncoder encoder() throws IOException {
    return WordPieceEncoder.text(
        directory.resolve(input.vocabulary()), input, chain.stage1Inputs());
  }
}
