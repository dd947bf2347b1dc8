package dev.thermocline.builder;

import dev.thermocline.engine.bundle.BundleArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Where a build goes: into a directory or, by way of a temporary one, into a zip file. */
public final class BuildTarget implements AutoCloseable {
  private static final String ZIP = ".zip";

  private final Path out;
  private final Path directory;

  private BuildTarget(Path out, Path directory) {
    this.out = out;
    this.directory = directory;
  }

  /**
   * A target by its name.
   *
   * @param out a zip file if its name ends in {@code .zip}, else a directory
   * @throws IllegalArgumentException when the zip file is there already or its folder is not
   */
  public static BuildTarget of(Path out) throws IOException {
    if (!out.toString().toLowerCase(Locale.ROOT).endsWith(ZIP)) {
      return new BuildTarget(out, out);
    }
    Path folder = out.toAbsolutePath().getParent();
    if (Files.exists(out) || folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "--out is " + out + "; allowed is a new file in a folder that is there; give another");
    }
    return new BuildTarget(out, Files.createTempDirectory("thermocline-build"));
  }

  /** Where the bundle is built. */
  public Path directory() {
    return directory;
  }

  /** The bundle is complete: what was asked for is there now. */
  public void finish() throws IOException {
    if (!isPacked()) {
      return;
    }
    Path part = out.resolveSibling(out.getFileName() + ".part");
    Files.deleteIfExists(part);
    BundleArchive.pack(directory, part);
    Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean isPacked() {
    return !directory.equals(out);
  }

  /** Deletes what is temporary. */
  @Override
  public void close() throws IOException {
    if (isPacked()) {
      OutputFolder.delete(directory);
    }
  }
}
