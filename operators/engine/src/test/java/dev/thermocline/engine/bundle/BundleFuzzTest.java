package dev.thermocline.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a bundle's files hold, it opens as what is written there, or is refused naming the file.
 *
 * <p>The first byte of an input, a digit, says what of a good bundle the rest takes the place of: 0
 * the manifest, 1 the manifest, signed then, 2 the calibration, 3 the model of the first stage, 4 a
 * path that the manifest names.
 */
class BundleFuzzTest {
  private static final int PARTS = 5;

  @TempDir static Path folder;

  @DictionaryFile(resourcePath = "/dev/thermocline/engine/bundle/bundle.dict")
  @FuzzTest
  void opensOrIsRefused(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    BundleFixture fixture = new BundleFixture(folder.toRealPath().resolve("bundle")).write();
    replace(fixture, input[0], Arrays.copyOfRange(input, 1, input.length));

    Bundle bundle;
    try {
      bundle = BundleReader.read(fixture.directory);
    } catch (BundleException refused) {
      assertThat(refused.getMessage()).contains(fixture.directory.toString());
      return;
    }

    BundleManifest manifest = fixture.manifest();
    assertThat(bundle.id()).isEqualTo(BundleFormat.idOf(manifest));
    for (StageSpec stage : bundle.stages()) {
      Path file = fixture.directory.resolve(stage.file()).toRealPath();
      assertThat(file.startsWith(fixture.directory)).as(stage.file()).isTrue();
    }
    fixture.write(manifest);
    assertThat(fixture.manifest()).isEqualTo(manifest);
    assertThat(BundleReader.read(fixture.directory)).isEqualTo(bundle);
  }

  private static void replace(BundleFixture fixture, byte part, byte[] content) throws Exception {
    Path manifest = fixture.directory.resolve(BundleFormat.MANIFEST);
    switch (Math.floorMod(part - '0', PARTS)) {
      case 0 -> Files.write(manifest, content);
      case 1 -> {
        Files.write(manifest, content);
        sign(fixture);
      }
      case 2 -> fixture.replaceCalibration(content);
      case 3 -> fixture.replaceFirstStage(content);
      default -> {
        String path = new String(content, StandardCharsets.UTF_8);
        fixture.withFile(path, digest(fixture, path, "00"));
      }
    }
  }

  /** Gives a manifest the digests that its files have, and the id it then asks for. */
  private static void sign(BundleFixture fixture) throws IOException {
    BundleManifest read;
    try {
      read = fixture.manifest();
    } catch (BundleException unreadable) {
      // It stays as it is and is refused.
      return;
    }
    List<StageSpec> stages = new ArrayList<>();
    for (StageSpec stage : read.stages()) {
      stages.add(
          new StageSpec(
              stage.index(),
              stage.file(),
              digest(fixture, stage.file(), stage.sha256()),
              stage.layers(),
              stage.inputs(),
              stage.outputs(),
              stage.logits(),
              stage.device()));
    }
    Map<String, String> files = new HashMap<>();
    for (Map.Entry<String, String> file : read.files().entrySet()) {
      files.put(file.getKey(), digest(fixture, file.getKey(), file.getValue()));
    }
    fixture.write(
        new BundleManifest(
                read.formatVersion(),
                "",
                read.model(),
                read.input(),
                stages,
                read.heads(),
                read.labels(),
                files)
            .sealed());
  }

  /** The digest of a file inside the bundle, or another where there is none. */
  private static String digest(BundleFixture fixture, String path, String other)
      throws IOException {
    try {
      Path file = fixture.directory.resolve(path).normalize();
      return file.startsWith(fixture.directory) && Files.isRegularFile(file)
          ? BundleFormat.sha256(file)
          : other;
    } catch (InvalidPathException e) {
      return other;
    }
  }
}
