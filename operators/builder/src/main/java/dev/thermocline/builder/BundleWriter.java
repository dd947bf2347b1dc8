package dev.thermocline.builder;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.engine.bundle.BundleFormat;
import dev.thermocline.engine.bundle.BundleManifest;
import dev.thermocline.engine.bundle.BundleReader;
import dev.thermocline.engine.bundle.Calibration;
import dev.thermocline.engine.bundle.HeadSpec;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.ModelInfo;
import dev.thermocline.engine.bundle.StageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Completes a directory that holds stages and vocabulary to a bundle. */
final class BundleWriter {
  private BundleWriter() {}

  /**
   * Writes ladder and manifest, then reads the bundle back.
   *
   * @param directory holds the stage files and the vocabulary that the arguments name
   * @return the bundle as its reader sees it
   */
  static Bundle complete(
      Path directory,
      ModelInfo model,
      InputSpec input,
      List<StageSpec> stages,
      List<HeadSpec> heads,
      List<String> labels,
      Calibration calibration)
      throws IOException, BundleException {
    Path calibrationFile = directory.resolve(BundleFormat.CALIBRATION);
    Files.write(calibrationFile, BundleFormat.toJson(calibration));
    Map<String, String> files =
        Map.of(
            BundleFormat.CALIBRATION,
            BundleFormat.sha256(calibrationFile),
            input.vocabulary(),
            BundleFormat.sha256(directory.resolve(input.vocabulary())));
    BundleManifest manifest =
        new BundleManifest(BundleFormat.VERSION, "", model, input, stages, heads, labels, files);
    Files.write(directory.resolve(BundleFormat.MANIFEST), BundleFormat.toJson(manifest.sealed()));
    return BundleReader.read(directory);
  }
}
