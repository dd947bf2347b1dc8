package dev.thermocline.builder;

import dev.thermocline.builder.data.Example;
import dev.thermocline.builder.data.JsonLines;
import dev.thermocline.builder.data.SplitPlan;
import dev.thermocline.builder.data.Splits;
import dev.thermocline.builder.data.VocabularyFile;
import dev.thermocline.builder.data.WordNetGlosses;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.engine.bundle.BundleReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Puts the default bundle and its test split together from the encoder, the noun definitions of
 * WordNet and the weights under version control; fits nothing, so it takes seconds. A program of
 * its own for the distribution's build.
 */
public final class DefaultBundle {
  /** File of the test split beside the bundle's own files. */
  public static final String TEST_SPLIT = "test.jsonl";

  private DefaultBundle() {}

  /**
   * Runs the assembly.
   *
   * @param args encoder ONNX file, its tokenizer.json, WordNet's data.noun, directory of the
   *     weights, directory to write to
   */
  public static void main(String[] args) throws Exception {
    if (args.length != 5) {
      throw new IllegalArgumentException(
          "there are "
              + args.length
              + " arguments; give 5: encoder.onnx tokenizer.json data.noun weights-dir out-dir");
    }
    assemble(
        Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), Path.of(args[3]), Path.of(args[4]));
  }

  /**
   * Writes the bundle and its test split, unless they are there already.
   *
   * @throws BuildException if model or data are not those the weights were fitted on
   */
  static void assemble(Path encoder, Path tokenizer, Path dataNoun, Path weightsDir, Path out)
      throws BuildException, IOException, BundleException {
    BundleWeights weights = WeightsFiles.read(weightsDir);
    Path test = out.resolve(TEST_SPLIT);
    if (Files.exists(test) && isUpToDate(out, weights)) {
      return;
    }
    if (Files.exists(out)) {
      OutputFolder.delete(out);
    }
    BundleAssembly.assemble(encoder, VocabularyFile.read(tokenizer), weights, out);
    Path unfinished = out.resolve(TEST_SPLIT + ".part");
    JsonLines.write(unfinished, testSplit(dataNoun, weights));
    Files.move(unfinished, test, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isUpToDate(Path out, BundleWeights weights) {
    try {
      Bundle bundle = BundleReader.read(out);
      return bundle.id().equals(weights.bundleId());
    } catch (BundleException e) {
      return false;
    }
  }

  private static List<Example> testSplit(Path dataNoun, BundleWeights weights)
      throws BuildException, IOException {
    Long seed = weights.calibration().seeds().get("split");
    if (seed == null) {
      throw new BuildException("calibration.json names no seed 'split'; build the weights again");
    }
    Splits splits = Splits.of(WordNetGlosses.read(dataNoun), SplitPlan.WORD_NET, seed);
    if (!splits.digests().equals(weights.calibration().splitDigests())) {
      throw new BuildException(
          dataNoun
              + ": the splits have digests "
              + splits.digests()
              + " but the weights were fitted on "
              + weights.calibration().splitDigests()
              + "; give WordNet 3.1's data.noun or build the weights again");
    }
    return splits.test();
  }
}
