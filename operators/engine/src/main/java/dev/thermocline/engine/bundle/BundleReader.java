package dev.thermocline.engine.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads a bundle directory and refuses whatever is not exactly what was built: missing or altered
 * files, paths that leave the bundle, unknown keys and newer formats.
 */
public final class BundleReader {

  private final Path root;

  private BundleReader(Path root) {
    this.root = root;
  }

  /**
   * Reads and verifies a bundle; every file's digest is checked.
   *
   * @param directory the bundle's directory
   * @throws BundleException if anything is missing, altered, inconsistent or not understood
   */
  public static Bundle read(Path directory) throws BundleException {
    if (!Files.isDirectory(directory)) {
      throw new BundleException(
          "bundle.path is "
              + directory
              + ", which is not a directory; give the directory that holds "
              + BundleFormat.MANIFEST);
    }
    try {
      return new BundleReader(directory.toRealPath()).read();
    } catch (IOException e) {
      throw new BundleException(
          directory + ": cannot be read: " + BundleFormat.firstLine(e) + "; check its permissions",
          e);
    }
  }

  private Bundle read() throws BundleException, IOException {
    Path manifestFile = resolve(BundleFormat.MANIFEST, "the manifest");
    checkVersion(manifestFile);
    BundleManifest manifest = BundleFormat.fromJson(manifestFile, BundleManifest.class);
    String expected = BundleFormat.idOf(manifest);
    if (!expected.equals(manifest.id())) {
      throw new BundleException(
          manifestFile
              + ": id is "
              + manifest.id()
              + " but the content has "
              + expected
              + "; the file was altered, build the bundle again");
    }
    checkChain(manifestFile, manifest);
    for (StageSpec stage : manifest.stages()) {
      String key = "stages[" + (stage.index() - 1) + "].file";
      verify(stage.file(), stage.sha256(), key);
      refuseExternalData(resolve(stage.file(), key));
    }
    for (Map.Entry<String, String> file : manifest.files().entrySet()) {
      verify(file.getKey(), file.getValue(), "files");
    }
    for (String needed : new String[] {BundleFormat.CALIBRATION, manifest.input().vocabulary()}) {
      if (!manifest.files().containsKey(needed)) {
        throw new BundleException(
            manifestFile + ": files lacks a digest for " + needed + "; build the bundle again");
      }
    }
    Path calibrationFile = resolve(BundleFormat.CALIBRATION, "files");
    Calibration calibration = BundleFormat.fromJson(calibrationFile, Calibration.class);
    checkLadder(calibrationFile, calibration, manifest.stages().size());
    return new Bundle(
        root,
        manifest.id(),
        manifest.model(),
        manifest.input(),
        manifest.stages(),
        manifest.heads(),
        manifest.labels(),
        calibration);
  }

  private static void checkVersion(Path manifestFile) throws BundleException {
    JsonNode version = BundleFormat.tree(manifestFile).path("formatVersion");
    if (!version.isInt() || version.intValue() < 1 || version.intValue() > BundleFormat.VERSION) {
      throw new BundleException(
          manifestFile
              + ": formatVersion is "
              + version
              + "; this release reads 1 to "
              + BundleFormat.VERSION
              + ", use a matching release or build the bundle again");
    }
  }

  private static void checkChain(Path file, BundleManifest manifest) throws BundleException {
    int stages = manifest.stages().size();
    if (stages == 0) {
      throw new BundleException(file + ": stages is empty; a bundle has at least 1 stage");
    }
    if (manifest.heads().size() != stages) {
      throw new BundleException(
          file
              + ": heads has "
              + manifest.heads().size()
              + " entries; it must have one per stage, "
              + stages);
    }
    for (int i = 0; i < stages; i++) {
      if (manifest.stages().get(i).index() != i + 1) {
        throw new BundleException(
            file
                + ": stages["
                + i
                + "].index is "
                + manifest.stages().get(i).index()
                + "; it must be "
                + (i + 1));
      }
      if (manifest.heads().get(i).exit() != i + 1) {
        throw new BundleException(
            file
                + ": heads["
                + i
                + "].exit is "
                + manifest.heads().get(i).exit()
                + "; it must be "
                + (i + 1));
      }
    }
    for (HeadSpec head : manifest.heads()) {
      if (!head.type().equals(HeadSpec.CLASSIFIER)) {
        throw new BundleException(
            file
                + ": heads["
                + (head.exit() - 1)
                + "].type is "
                + head.type()
                + "; allowed is "
                + HeadSpec.CLASSIFIER);
      }
    }
    if (manifest.labels().isEmpty()) {
      throw new BundleException(file + ": labels is empty; name at least 1 class");
    }
  }

  private static void checkLadder(Path file, Calibration calibration, int exits)
      throws BundleException {
    if (calibration.ladder().isEmpty()) {
      throw new BundleException(file + ": ladder is empty; it needs at least 1 rung");
    }
    for (int i = 0; i < calibration.ladder().size(); i++) {
      OperatingPoint point = calibration.ladder().get(i);
      if (point.rung() != i) {
        throw new BundleException(
            file + ": ladder[" + i + "].rung is " + point.rung() + "; it must be " + i);
      }
      if (point.thresholds().size() != exits || point.reach().size() != exits) {
        throw new BundleException(
            file
                + ": ladder["
                + i
                + "] has "
                + point.thresholds().size()
                + " thresholds and "
                + point.reach().size()
                + " reach values; both must have one per exit, "
                + exits);
      }
      checkValues(file, point);
    }
  }

  /** A rung whose loss is no number would be within any limit. */
  private static void checkValues(Path file, OperatingPoint point) throws BundleException {
    boolean shares =
        point.reach().stream().allMatch(reach -> reach >= 0 && reach <= 1)
            && point.thresholds().stream().noneMatch(threshold -> threshold.isNaN());
    if (!shares || !Double.isFinite(point.loss()) || Double.isInfinite(point.bound())) {
      throw new BundleException(
          file
              + ": ladder["
              + point.rung()
              + "] has thresholds "
              + point.thresholds()
              + ", reach "
              + point.reach()
              + ", loss "
              + point.loss()
              + " and bound "
              + point.bound()
              + "; thresholds and loss must be numbers, reach from 0 to 1, bound finite or NaN;"
              + " build the bundle again");
    }
  }

  private static void refuseExternalData(Path stage) throws BundleException {
    try {
      if (ExternalData.isUsedBy(stage)) {
        throw new BundleException(
            stage
                + ": keeps tensor data in another file, which no digest covers; save the model with"
                + " all data inside and build the bundle again");
      }
    } catch (IOException e) {
      throw new BundleException(
          stage
              + ": is not an ONNX file: "
              + BundleFormat.firstLine(e)
              + "; build the bundle again",
          e);
    }
  }

  private void verify(String path, String sha256, String key) throws BundleException, IOException {
    Path file = resolve(path, key);
    String actual = BundleFormat.sha256(file);
    if (!actual.equals(sha256)) {
      throw new BundleException(
          file
              + ": sha256 is "
              + actual
              + " but "
              + BundleFormat.MANIFEST
              + " says "
              + sha256
              + "; the file is truncated or altered, copy or build the bundle again");
    }
  }

  private Path resolve(String path, String key) throws BundleException, IOException {
    Path file;
    try {
      file = root.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new BundleException(root + ": " + key + " names the invalid path " + path, e);
    }
    if (Path.of(path).isAbsolute() || !file.startsWith(root) || file.equals(root)) {
      throw new BundleException(
          root
              + ": "
              + key
              + " names "
              + path
              + ", which leaves the bundle; only relative paths"
              + " inside it are allowed");
    }
    if (!Files.isRegularFile(file)) {
      throw new BundleException(
          file + ": is missing (" + key + "); copy the whole bundle or build it again");
    }
    if (!file.toRealPath().startsWith(root)) {
      throw new BundleException(
          file + ": is a link out of the bundle; only files inside it are allowed");
    }
    return file;
  }
}
