package dev.thermocline.engine.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads a bundle and refuses whatever is not exactly what was built: missing or altered files,
 * paths that leave the bundle, unknown keys and newer formats.
 */
public final class BundleReader {
  private static final String FILES = "files";

  private final Path root;

  private BundleReader(Path root) {
    this.root = root;
  }

  /**
   * Reads and verifies a bundle; every file's digest is checked.
   *
   * @param place the bundle's directory, or a zip file of what is in it, which is unpacked into
   *     {@link BundleCache#ofUser}
   * @throws BundleException if anything is missing, altered, inconsistent or not understood
   */
  public static Bundle read(Path place) throws BundleException {
    return Files.isRegularFile(place)
        ? BundleCache.ofUser().archive(place, place.toString())
        : directory(place);
  }

  /** As {@link #read}, of a directory only. */
  static Bundle directory(Path directory) throws BundleException {
    return within(directory, BundleReader::bundle);
  }

  /**
   * Reads a manifest whose files may not be there yet.
   *
   * @param directory holds it
   * @throws BundleException if it is altered, inconsistent or not understood, or names a file
   *     outside the directory
   */
  public static BundleManifest manifest(Path directory) throws BundleException {
    return within(
        directory,
        reader -> {
          BundleManifest manifest = reader.manifest();
          for (StageSpec stage : manifest.stages()) {
            reader.inside(stage.file(), key(stage));
          }
          for (String file : manifest.files().keySet()) {
            reader.inside(file, FILES);
          }
          return manifest;
        });
  }

  @FunctionalInterface
  private interface Reading<T> {
    T by(BundleReader reader) throws BundleException, IOException;
  }

  private static <T> T within(Path directory, Reading<T> reading) throws BundleException {
    if (!Files.isDirectory(directory)) {
      throw new BundleException(
          "bundle.path is "
              + directory
              + ", which is not a directory; give the directory that holds "
              + BundleFormat.MANIFEST
              + ", or a zip file of what is in it");
    }
    try {
      return reading.by(new BundleReader(directory.toRealPath()));
    } catch (IOException e) {
      throw new BundleException(
          directory + ": cannot be read: " + BundleFormat.firstLine(e) + "; check its permissions",
          e);
    }
  }

  private BundleManifest manifest() throws BundleException, IOException {
    Path manifestFile = resolve(BundleFormat.MANIFEST, "the manifest");
    BundleChecks.version(manifestFile);
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
    BundleChecks.chain(manifestFile, manifest);
    return manifest;
  }

  private Bundle bundle() throws BundleException, IOException {
    BundleManifest manifest = manifest();
    for (StageSpec stage : manifest.stages()) {
      verify(stage.file(), stage.sha256(), key(stage));
      refuseExternalData(resolve(stage.file(), key(stage)));
    }
    for (Map.Entry<String, String> file : manifest.files().entrySet()) {
      verify(file.getKey(), file.getValue(), FILES);
    }
    for (String needed : new String[] {BundleFormat.CALIBRATION, manifest.input().vocabulary()}) {
      if (!manifest.files().containsKey(needed)) {
        throw new BundleException(
            root.resolve(BundleFormat.MANIFEST)
                + ": files lacks a digest for "
                + needed
                + "; build the bundle again");
      }
    }
    Path calibrationFile = resolve(BundleFormat.CALIBRATION, FILES);
    Calibration calibration = BundleFormat.fromJson(calibrationFile, Calibration.class);
    BundleChecks.ladder(calibrationFile, calibration, manifest.stages().size());
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

  private static String key(StageSpec stage) {
    return "stages[" + (stage.index() - 1) + "].file";
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
    Path file = inside(path, key);
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

  private Path inside(String path, String key) throws BundleException {
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
    return file;
  }
}
