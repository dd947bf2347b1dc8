package dev.thermocline.cli.demo;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleFormat;
import dev.thermocline.engine.bundle.BundleManifest;
import dev.thermocline.engine.bundle.StageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Has the manifest of a bundle agree again with files that were changed. */
public final class BundleSeal {

  private BundleSeal() {}

  /**
   * Writes the manifest anew.
   *
   * @param before what it said before the change
   * @param more digests to be added, by path
   */
  public static void write(Path directory, Bundle before, Map<String, String> more)
      throws IOException {
    List<StageSpec> stages = new ArrayList<>();
    for (StageSpec stage : before.stages()) {
      stages.add(
          new StageSpec(
              stage.index(),
              stage.file(),
              BundleFormat.sha256(directory.resolve(stage.file())),
              stage.layers(),
              stage.inputs(),
              stage.outputs(),
              stage.logits(),
              stage.device()));
    }
    Map<String, String> files = new HashMap<>(more);
    for (String file : List.of(BundleFormat.VOCABULARY, BundleFormat.CALIBRATION)) {
      files.put(file, BundleFormat.sha256(directory.resolve(file)));
    }
    BundleManifest manifest =
        new BundleManifest(
            BundleFormat.VERSION,
            "",
            before.model(),
            before.input(),
            stages,
            before.heads(),
            before.labels(),
            files);
    Files.write(directory.resolve(BundleFormat.MANIFEST), BundleFormat.toJson(manifest.sealed()));
  }
}
