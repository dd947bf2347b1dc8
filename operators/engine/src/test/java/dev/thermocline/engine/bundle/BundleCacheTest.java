package dev.thermocline.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BundleCacheTest {
  private static final String NAME = "glosses.zip";
  private static final int THREADS = 6;

  @TempDir Path temp;
  private Path root;
  private Path zip;
  private BundleFixture fixture;
  private BundleCache cache;

  @BeforeEach
  void packBundle() throws Exception {
    root = temp.toRealPath().resolve("cache");
    zip = temp.resolve("packed.zip");
    fixture = new BundleFixture(temp.resolve("bundle")).write();
    BundleArchive.pack(fixture.directory, zip);
    cache = new BundleCache(root);
  }

  @Test
  void aZipFileIsReadFromAFolderNamedByItsDigest() throws Exception {
    Bundle bundle = cache.archive(zip, NAME);

    assertThat(bundle.id()).isEqualTo(fixture.manifest().id());
    assertThat(bundle.directory()).isEqualTo(root.resolve(BundleFormat.sha256(zip)));
  }

  @Test
  void aFileThatWasReplacedSinceItsDigestWasTakenIsRefusedAndNotKept() {
    String ofAnother = "0".repeat(64);

    assertThatThrownBy(() -> cache.archive(ofAnother, zip, NAME))
        .isInstanceOf(BundleException.class)
        .hasMessage(NAME + ": was changed while it was read; try again when it is written");
    assertThat(root.resolve(ofAnother)).doesNotExist();
  }

  @Test
  void isUnpackedOnce() throws Exception {
    Path manifest = cache.archive(zip, NAME).directory().resolve(BundleFormat.MANIFEST);
    FileTime marked = FileTime.fromMillis(0);
    Files.setLastModifiedTime(manifest, marked);

    cache.archive(zip, NAME);

    assertThat(Files.getLastModifiedTime(manifest)).isEqualTo(marked);
  }

  @Test
  void aDamagedCopyIsMadeAnew() throws Exception {
    Path folder = cache.archive(zip, NAME).directory();
    Files.writeString(folder.resolve(BundleFormat.stageFile(1)), "cut");
    Files.delete(folder.resolve(BundleFormat.stageFile(2)));

    Bundle bundle = cache.archive(zip, NAME);

    assertThat(bundle.id()).isEqualTo(fixture.manifest().id());
    assertThat(names(root)).containsExactly(name(folder), name(folder) + ".lock");
  }

  @Test
  void whatAKilledProcessLeftIsCleared() throws Exception {
    String digest = BundleFormat.sha256(zip);
    Files.createDirectories(
        root.resolve(digest + ".new/stages"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(root.resolve(digest + ".new/stages/01.onnx"), "half");

    cache.archive(zip, NAME);

    assertThat(names(root)).containsExactly(digest, digest + ".lock");
  }

  @Test
  void whatIsNoBundleIsRefusedByTheNameOfItsFileAndLeavesNothing() throws Exception {
    fixture.replaceFirstStage(
        ModelProto.newBuilder()
            .setGraph(
                GraphProto.newBuilder()
                    .addInitializer(
                        TensorProto.newBuilder()
                            .setDataLocation(TensorProto.DataLocation.EXTERNAL)))
            .build()
            .toByteArray());
    Path outside = temp.resolve("outside.zip");
    BundleArchive.pack(fixture.directory, outside);

    assertThatThrownBy(() -> cache.archive(outside, NAME))
        .isInstanceOf(BundleException.class)
        .hasMessageStartingWith("glosses.zip/stages/01.onnx: keeps tensor data in another file");
    assertThat(names(root)).containsExactly(BundleFormat.sha256(outside) + ".lock");
  }

  @Test
  void aFileThatIsAlteredInsideIsRefusedByTheNameOfItsFile() throws Exception {
    Files.writeString(fixture.directory.resolve(BundleFormat.VOCABULARY), "altered");
    Path altered = temp.resolve("altered.zip");
    BundleArchive.pack(fixture.directory, altered);

    assertThatThrownBy(() -> cache.archive(altered, NAME))
        .isInstanceOf(BundleException.class)
        .hasMessageStartingWith("glosses.zip/tokenizer/vocab.txt: sha256 is");
  }

  @Test
  void aSourceThatFailsIsNamedWithItsFault() {
    assertThatThrownBy(
            () ->
                cache.get(
                    "00",
                    NAME,
                    directory -> {
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(BundleException.class)
        .hasMessageContainingAll("glosses.zip: cannot be put into", "No space left", "make room");
    assertThat(root.resolve("00")).doesNotExist();
    assertThat(root.resolve("00.new")).doesNotExist();
  }

  @Test
  void aDirectoryThatOthersMayWriteToIsRefused() throws Exception {
    Files.createDirectory(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> cache.archive(zip, NAME))
        .isInstanceOf(BundleException.class)
        .hasMessageContainingAll(root.toString(), "others may write there");
  }

  @Test
  void aLinkInItsPlaceIsRefused() throws Exception {
    Files.createSymbolicLink(root, Files.createDirectory(temp.resolve("elsewhere")));

    assertThatThrownBy(() -> cache.archive(zip, NAME)).isInstanceOf(BundleException.class);
    assertThat(temp.resolve("elsewhere")).isEmptyDirectory();
  }

  @Test
  void threadsAtOnceUnpackItOnce() throws Exception {
    AtomicInteger unpacked = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      Callable<String> start =
          () ->
              new BundleCache(root)
                  .get(
                      "00",
                      NAME,
                      directory -> {
                        unpacked.incrementAndGet();
                        BundleArchive.unpack(zip, NAME, directory);
                      })
                  .id();

      List<Future<String>> ids = pool.invokeAll(Collections.nCopies(THREADS, start));

      for (Future<String> id : ids) {
        assertThat(id.get()).isEqualTo(fixture.manifest().id());
      }
      assertThat(unpacked).hasValue(1);
    } finally {
      pool.shutdownNow();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(BundleCacheTest::name).sorted().toList();
    }
  }
}
