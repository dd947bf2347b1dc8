package dev.thermocline.engine.bundle;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directories of bundles that lie elsewhere or are packed, a folder per digest.
 *
 * <p>A folder comes into being at once, complete and verified, however many processes ask for it
 * and whatever becomes of them; one that is found damaged is made anew. Nothing is ever removed. A
 * folder may be deleted while no process is about to open its bundle.
 */
public final class BundleCache {
  /** System property of the process: the directory of the user's cache. */
  public static final String DIRECTORY = "thermocline.bundle-cache";

  private static final Logger LOG = LoggerFactory.getLogger(BundleCache.class);

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Path root;

  /**
   * A cache.
   *
   * @param root made where it is not there; must be the user's own
   */
  public BundleCache(Path root) {
    this.root = root;
  }

  /**
   * The cache of this user on this machine: what {@value #DIRECTORY} names, or else a folder among
   * the temporary files.
   */
  public static BundleCache ofUser() {
    String given = System.getProperty(DIRECTORY);
    if (given != null) {
      return new BundleCache(Path.of(given));
    }
    String folder = "thermocline-bundles-" + System.getProperty("user.name");
    return new BundleCache(Path.of(System.getProperty("java.io.tmpdir"), folder));
  }

  /** Where a bundle comes from. */
  @FunctionalInterface
  public interface Source {

    /** Writes all files of the bundle into an empty directory. */
    void copyTo(Path directory) throws BundleException, IOException;
  }

  /**
   * The bundle in a zip file.
   *
   * @param name what messages call the file
   * @throws BundleException if there is no such bundle in it, or no room to unpack it
   */
  public Bundle archive(Path zip, String name) throws BundleException {
    String digest;
    try {
      digest = BundleFormat.sha256(zip);
    } catch (IOException e) {
      throw new BundleException(
          name + ": cannot be read: " + BundleFormat.firstLine(e) + "; check its permissions", e);
    }
    return archive(digest, zip, name);
  }

  /** What is unpacked must be what the digest was taken of: the file may have been replaced. */
  Bundle archive(String digest, Path zip, String name) throws BundleException {
    return get(
        digest,
        name,
        directory -> {
          BundleArchive.unpack(zip, name, directory);
          if (!BundleFormat.sha256(zip).equals(digest)) {
            throw new BundleException(
                name + ": was changed while it was read; try again when it is written");
          }
        });
  }

  /**
   * The bundle under a digest, from its source where it is not here yet.
   *
   * @param digest hexadecimal digits; equal ones stand for equal bundles
   * @param name what messages call the source
   * @throws BundleException if the source holds no intact bundle, or there is no room for it
   */
  public Bundle get(String digest, String name, Source source) throws BundleException {
    try {
      Path folder = ownRoot().resolve(digest);
      Optional<Bundle> here = intact(folder);
      return here.isPresent() ? here.get() : getAlone(folder, name, source);
    } catch (IOException e) {
      throw new BundleException(
          name
              + ": cannot be put into "
              + root
              + ": "
              + e.getClass().getSimpleName()
              + ": "
              + BundleFormat.firstLine(e)
              + "; make room there, or name another directory by -D"
              + DIRECTORY,
          e);
    }
  }

  private Bundle getAlone(Path folder, String name, Source source)
      throws BundleException, IOException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolveSibling(folder.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      LOG.debug("Holds {}", lock);
      // Whoever held the lock until now may have put it there.
      Optional<Bundle> here = intact(folder);
      if (here.isEmpty()) {
        put(folder, name, source);
      }
      return here.isPresent() ? here.get() : BundleReader.directory(folder);
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    while (true) {
      try {
        return channel.lock();
      } catch (OverlappingFileLockException e) {
        LOG.trace("Another thread of this process has it, maybe of another class loader", e);
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while another thread unpacks it");
        }
      }
    }
  }

  private static Optional<Bundle> intact(Path folder) {
    if (!Files.exists(folder)) {
      return Optional.empty();
    }
    try {
      return Optional.of(BundleReader.directory(folder));
    } catch (BundleException e) {
      LOG.warn("The copy of a bundle is damaged and is made anew: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Leftovers are of processes that were killed: nobody else works on this digest. */
  private static void put(Path folder, String name, Source source)
      throws BundleException, IOException {
    Path made = folder.resolveSibling(folder.getFileName() + ".new");
    Path damaged = folder.resolveSibling(folder.getFileName() + ".old");
    delete(made);
    delete(damaged);
    Files.createDirectory(made);
    boolean done = false;
    try {
      source.copyTo(made);
      verify(made, name);
      if (Files.exists(folder)) {
        Files.move(folder, damaged, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
      done = true;
    } finally {
      delete(done ? damaged : made);
    }
    LOG.info("Put {} into {}", name, folder);
  }

  private static void verify(Path made, String name) throws BundleException {
    try {
      BundleReader.directory(made);
    } catch (BundleException e) {
      throw new BundleException(String.valueOf(e.getMessage()).replace(made.toString(), name), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }

  /** Who else may write there could put in another model. */
  private Path ownRoot() throws BundleException, IOException {
    if (!root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return Files.createDirectories(root).toRealPath();
    }
    FileAttribute<?> ownersOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    if (!Files.exists(root)) {
      Files.createDirectories(root, ownersOnly);
    }
    Set<PosixFilePermission> allowed =
        Files.getPosixFilePermissions(root, LinkOption.NOFOLLOW_LINKS);
    if (Files.isSymbolicLink(root)
        || allowed.contains(PosixFilePermission.GROUP_WRITE)
        || allowed.contains(PosixFilePermission.OTHERS_WRITE)
        || !isOwn(root)) {
      throw new BundleException(
          root
              + ": is where bundles are unpacked, and others may write there; allowed is a folder"
              + " of the user this runs as; remove it, or name another by -D"
              + DIRECTORY);
    }
    return root.toRealPath();
  }

  private static boolean isOwn(Path directory) throws IOException {
    Path probe = Files.createTempFile(directory, "owner", "");
    try {
      return Files.getOwner(probe).equals(Files.getOwner(directory));
    } finally {
      Files.delete(probe);
    }
  }
}
