package dev.thermocline.flink.config;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleCache;
import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.engine.bundle.BundleFormat;
import dev.thermocline.engine.bundle.BundleManifest;
import dev.thermocline.engine.bundle.BundleReader;
import dev.thermocline.engine.bundle.StageSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.Path;

/**
 * Where a bundle lies, as {@code bundle.path} says: a directory or a zip file on this machine or,
 * with a scheme, on one of Flink's file systems, from which it is fetched into a {@link
 * BundleCache}.
 */
public final class BundleLocation {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*");
  private static final String LOCAL = "file:/";
  private static final String ZIP = ".zip";
  private static final String PACKED = "packed.zip";
  private static final String DIGEST = "sha256:";

  private final String path;
  private final BundleCache cache;

  private BundleLocation(String path, BundleCache cache) {
    this.path = path;
    this.cache = cache;
  }

  /**
   * Whether a bundle is on this machine.
   *
   * @param path value of {@code bundle.path}
   */
  public static boolean isLocal(String path) {
    return !SCHEME.matcher(path).matches() || path.startsWith(LOCAL);
  }

  /**
   * The place of a bundle that {@link #isLocal is on this machine}.
   *
   * @throws IllegalArgumentException if it is no path
   */
  public static java.nio.file.Path local(String path) {
    return java.nio.file.Path.of(path.startsWith(LOCAL) ? new Path(path).getPath() : path);
  }

  /**
   * Reads and verifies a bundle; fetched and unpacked, where that is necessary, it lies in the
   * user's {@link BundleCache}.
   *
   * @param path value of {@code bundle.path}
   * @throws BundleException if there is no bundle, or it is not intact
   * @throws IllegalArgumentException if it is no path
   */
  public static Bundle read(String path) throws BundleException {
    return isLocal(path)
        ? BundleReader.read(local(path))
        : new BundleLocation(path, BundleCache.ofUser()).fetch();
  }

  private Bundle fetch() throws BundleException {
    try {
      java.nio.file.Path fetched = Files.createTempDirectory("thermocline-bundle");
      try {
        return path.toLowerCase(Locale.ROOT).endsWith(ZIP) ? zipFile(fetched) : directory(fetched);
      } finally {
        Files.deleteIfExists(fetched.resolve(PACKED));
        Files.deleteIfExists(fetched.resolve(BundleFormat.MANIFEST));
        Files.deleteIfExists(fetched);
      }
    } catch (IOException e) {
      throw new BundleException(
          "bundle.path is "
              + path
              + ", which cannot be read: "
              + OneLine.of(String.valueOf(e.getMessage()))
              + "; give a directory or a zip file on a file system that Flink has a plugin for",
          e);
    }
  }

  /** The whole file, every time: only its bytes say which bundle it is. */
  private Bundle zipFile(java.nio.file.Path fetched) throws BundleException, IOException {
    java.nio.file.Path zip = fetched.resolve(PACKED);
    copy(new Path(path), zip);
    return cache.archive(zip, path);
  }

  /** The manifest, every time; what it names only where no bundle of its id is here. */
  private Bundle directory(java.nio.file.Path fetched) throws BundleException, IOException {
    Path directory = new Path(path);
    java.nio.file.Path manifestFile = fetched.resolve(BundleFormat.MANIFEST);
    copy(new Path(directory, BundleFormat.MANIFEST), manifestFile);
    BundleManifest manifest = manifest(fetched);
    return cache.get(
        manifest.id().substring(DIGEST.length()),
        path,
        into -> {
          Files.copy(manifestFile, into.resolve(BundleFormat.MANIFEST));
          for (String file : files(manifest)) {
            java.nio.file.Path target = into.resolve(file);
            Files.createDirectories(target.resolveSibling(""));
            copy(new Path(directory, file), target);
          }
        });
  }

  private BundleManifest manifest(java.nio.file.Path fetched) throws BundleException, IOException {
    try {
      return BundleReader.manifest(fetched);
    } catch (BundleException e) {
      String here = fetched.toRealPath().toString();
      throw new BundleException(String.valueOf(e.getMessage()).replace(here, path), e);
    }
  }

  private static List<String> files(BundleManifest manifest) {
    List<String> files = new ArrayList<>(manifest.files().keySet());
    manifest.stages().stream().map(StageSpec::file).forEach(files::add);
    return files.stream().distinct().toList();
  }

  private static void copy(Path from, java.nio.file.Path to) throws IOException {
    try (InputStream in = from.getFileSystem().open(from)) {
      Files.copy(in, to);
    }
  }
}
