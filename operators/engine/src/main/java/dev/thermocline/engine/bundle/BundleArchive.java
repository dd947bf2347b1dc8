package dev.thermocline.engine.bundle;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A bundle as one zip file: what is in its directory, {@code bundle.json} at the top. */
public final class BundleArchive {

  /** Most bytes of all files together, unpacked. */
  private static final long MOST_BYTES = 16L << 30;

  /** How many times the file's own size they may be; weights hardly shrink, JSON tenfold. */
  private static final long MOST_RATIO = 100;

  /** What they may be however small the file is. */
  private static final long ALWAYS_ALLOWED = 16L << 20;

  /** No file system takes longer names of files, and no bundle has longer paths. */
  private static final int MOST_NAME_BYTES = 255;

  /** Any; the first that a zip file can tell is written with the machine's zone, this is not. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final String name;
  private final Path directory;
  private final long most;
  private long unpacked;

  private BundleArchive(String name, Path directory, long most) {
    this.name = name;
    this.directory = directory;
    this.most = most;
  }

  /**
   * Unpacks all files; links, and whatever would lie outside the directory, are refused before
   * anything is written.
   *
   * @param zip the file
   * @param name what messages call it
   * @param directory exists and is empty; holds what was unpacked so far when this fails
   * @throws BundleException if the file is damaged, or holds what no bundle does
   */
  public static void unpack(Path zip, String name, Path directory)
      throws BundleException, IOException {
    long most = Math.min(MOST_BYTES, Math.max(ALWAYS_ALLOWED, Files.size(zip) * MOST_RATIO));
    new BundleArchive(name, directory.toRealPath(), most).unpack(zip);
  }

  private void unpack(Path zip) throws BundleException, IOException {
    try {
      Map<String, Path> targets = targets(ZipDirectory.read(zip));
      if (!targets.containsKey(BundleFormat.MANIFEST)) {
        throw new BundleException(
            name
                + ": has no "
                + BundleFormat.MANIFEST
                + " at its top; zip what is in the bundle's directory, not the directory itself");
      }
      try (ZipFile file = new ZipFile(zip.toFile())) {
        for (Map.Entry<String, Path> target : targets.entrySet()) {
          unpack(file, target.getKey(), target.getValue());
        }
      }
    } catch (ZipException | EOFException e) {
      throw new BundleException(
          name
              + ": cannot be unpacked: "
              + BundleFormat.firstLine(e)
              + "; copy the file again or zip the bundle's directory anew",
          e);
    }
  }

  private Map<String, Path> targets(List<ZipDirectory.Entry> entries) throws BundleException {
    Map<String, Path> targets = new LinkedHashMap<>();
    Set<Path> taken = new HashSet<>();
    for (ZipDirectory.Entry entry : entries) {
      Path target = target(entry.name());
      if (entry.isSpecial()) {
        throw refused(entry.name(), "is a link or a special file; only plain files are allowed");
      }
      if (entry.encrypted()) {
        throw refused(entry.name(), "is encrypted; only plain files are allowed");
      }
      if (entry.isFolder()) {
        continue;
      }
      if (!taken.add(target)) {
        throw refused(entry.name(), "is there twice; each file is allowed once");
      }
      targets.put(entry.name(), target);
    }
    for (Map.Entry<String, Path> target : targets.entrySet()) {
      Path folder = target.getValue().getParent();
      while (folder != null && folder.startsWith(directory)) {
        if (taken.contains(folder)) {
          throw refused(target.getKey(), "lies in a folder that is a file, too");
        }
        folder = folder.getParent();
      }
    }
    return targets;
  }

  private Path target(String entry) throws BundleException {
    if (entry.getBytes(StandardCharsets.UTF_8).length > MOST_NAME_BYTES) {
      throw refused(entry, "has a name of more than " + MOST_NAME_BYTES + " bytes");
    }
    Path target;
    try {
      target = directory.resolve(entry).normalize();
    } catch (InvalidPathException e) {
      throw refused(entry, "is no path (" + e.getReason() + ")");
    }
    boolean inside =
        !entry.startsWith("/") && !entry.contains("\\") && target.startsWith(directory);
    if (!inside || target.equals(directory)) {
      throw refused(entry, "leaves the bundle; only relative paths inside it are allowed");
    }
    return target;
  }

  private BundleException refused(String entry, String why) {
    return new BundleException(
        name + ": entry '" + printable(entry) + "' " + why + "; zip the bundle's directory anew");
  }

  private static String printable(String entry) {
    return entry.replaceAll("\\p{Cc}", "?");
  }

  private void unpack(ZipFile file, String entry, Path target) throws BundleException, IOException {
    ZipEntry found = file.getEntry(entry);
    if (found == null) {
      throw new ZipException("entry '" + printable(entry) + "' is not found");
    }
    Path folder = target.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try (InputStream in = file.getInputStream(found);
        OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
      copy(in, out);
    }
  }

  private void copy(InputStream in, OutputStream out) throws BundleException, IOException {
    byte[] chunk = new byte[1 << 16];
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      unpacked += n;
      if (unpacked > most) {
        throw new BundleException(
            name
                + ": unpacks to more than "
                + most
                + " bytes; allowed are "
                + MOST_RATIO
                + " times its size and at most "
                + MOST_BYTES
                + "; give a bundle's directory");
      }
      out.write(chunk, 0, n);
    }
  }

  /**
   * Packs all files of a bundle's directory; equal files give equal bytes.
   *
   * @param zip is not there yet
   * @throws ZipException if what was packed is more than is read back
   */
  public static void pack(Path directory, Path zip) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    try (ZipOutputStream out =
        new ZipOutputStream(Files.newOutputStream(zip, StandardOpenOption.CREATE_NEW))) {
      for (Path file : files) {
        ZipEntry entry = new ZipEntry(directory.relativize(file).toString());
        entry.setTimeLocal(NO_TIME);
        out.putNextEntry(entry);
        Files.copy(file, out);
        out.closeEntry();
      }
    }
    ZipDirectory.read(zip);
  }
}
