package dev.thermocline.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleArchiveTest {
  private static final String NAME = "glosses.zip";
  private static final int REGULAR = 0100644;
  private static final int LINK = 0120777;
  private static final int PIPE = 0010644;

  @TempDir Path temp;
  private Path zip;
  private Path into;

  @BeforeEach
  void makeRoom() throws IOException {
    zip = temp.resolve("packed.zip");
    into = Files.createDirectory(temp.resolve("into"));
  }

  @Test
  void unpacksWhatWasPacked() throws Exception {
    BundleFixture fixture = new BundleFixture(temp.resolve("bundle")).write();
    BundleArchive.pack(fixture.directory, zip);

    BundleArchive.unpack(zip, NAME, into);

    assertThat(BundleReader.read(into).id()).isEqualTo(fixture.manifest().id());
    assertThat(names(into)).isEqualTo(names(fixture.directory));
  }

  @Test
  void equalFilesGiveEqualBytes() throws Exception {
    Path other = temp.resolve("other.zip");
    BundleArchive.pack(new BundleFixture(temp.resolve("a")).write().directory, zip);
    BundleArchive.pack(new BundleFixture(temp.resolve("b")).write().directory, other);

    assertThat(other).hasSameBinaryContentAs(zip);
  }

  @Test
  void takesFoldersAndTheModesOfPlainFiles() throws Exception {
    CraftedZip.of(zip, "stages/", "stages/01.onnx");
    CraftedZip.mode(zip, "stages/01.onnx", REGULAR);

    BundleArchive.unpack(zip, NAME, into);

    assertThat(into.resolve("stages/01.onnx")).hasContent("stages/01.onnx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret", "/secret", "stages/../../secret", "..\\secret", ".", "a/.."})
  void refusesAnEntryThatLeavesTheBundle(String entry) throws Exception {
    CraftedZip.of(zip, entry);

    assertRefused("entry '" + entry + "' leaves the bundle");
    assertThat(temp.resolve("secret")).doesNotExist();
  }

  @Test
  void refusesLinksAndSpecialFiles() throws Exception {
    CraftedZip.of(zip, "link");
    CraftedZip.mode(zip, "link", LINK);
    assertRefused("entry 'link' is a link or a special file");

    CraftedZip.mode(zip, "link", PIPE);
    assertRefused("entry 'link' is a link or a special file");
  }

  @Test
  void refusesAnEncryptedEntry() throws Exception {
    CraftedZip.of(zip, "a");
    CraftedZip.encrypt(zip, "a");

    assertRefused("entry 'a' is encrypted");
  }

  @Test
  void refusesAnEntryThatIsThereTwice() throws Exception {
    CraftedZip.of(zip, "stages/01", "stages/02");
    CraftedZip.rename(zip, "stages/02", "stages/01");
    assertRefused("entry 'stages/01' is there twice");

    CraftedZip.of(zip, "stages/01", "stages/./01");
    assertRefused("entry 'stages/./01' is there twice");
  }

  @Test
  void refusesAFileThatIsAFolderToo() throws Exception {
    CraftedZip.of(zip, "stages", "stages/01");

    assertRefused("entry 'stages/01' lies in a folder that is a file, too");
  }

  @Test
  void refusesANameThatNoFileSystemTakes() throws Exception {
    CraftedZip.of(zip, "a".repeat(256));

    assertRefused("has a name of more than 255 bytes");
  }

  @Test
  void refusesMoreEntriesThanABundleHas() throws Exception {
    CraftedZip.of(
        zip,
        IntStream.range(0, ZipDirectory.MOST_ENTRIES)
            .mapToObj(Integer::toString)
            .toArray(String[]::new));

    assertRefused("1001 entries", "at most 1000");
  }

  @Test
  void refusesAFileThatUnpacksToFarMoreThanItIs() throws Exception {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(BundleFormat.MANIFEST));
      zeros(out, 64 << 20);
      out.closeEntry();
    }

    assertThat(Files.size(zip)).isLessThan(1 << 20);
    assertThatThrownBy(() -> BundleArchive.unpack(zip, NAME, into))
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("glosses.zip: unpacks to more than 16777216 bytes; allowed are 100");
    assertThat(Files.size(into.resolve(BundleFormat.MANIFEST))).isLessThanOrEqualTo(16 << 20);
  }

  @Test
  void refusesAFileCutShortAnywhere() throws Exception {
    BundleArchive.pack(new BundleFixture(temp.resolve("bundle")).write().directory, zip);
    byte[] whole = Files.readAllBytes(zip);

    for (int length = 0; length < whole.length; length += 1 + length / 50) {
      Files.write(zip, Arrays.copyOf(whole, length));

      assertRefused("glosses.zip: cannot be unpacked: ", "copy the file again");
    }
  }

  @Test
  void refusesWhatStandsBehindTheDirectory() throws Exception {
    CraftedZip.of(zip);
    byte[] whole = Files.readAllBytes(zip);
    Files.write(zip, Arrays.copyOf(whole, whole.length + 1));

    assertRefused("truncated, or with a comment");
  }

  @Test
  void refusesAFileWithoutAManifestAtItsTop() throws Exception {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("glosses/" + BundleFormat.MANIFEST));
      out.closeEntry();
    }

    assertRefused("has no bundle.json at its top", "not the directory itself");
  }

  /** Refused before anything is written. */
  private void assertRefused(String... parts) throws IOException {
    AbstractThrowableAssert<?, ?> refusal =
        assertThatThrownBy(() -> BundleArchive.unpack(zip, NAME, into));
    refusal.isInstanceOf(BundleException.class).hasMessageStartingWith(NAME + ": ");
    refusal.hasMessageContainingAll(parts);
    assertThat(into).isEmptyDirectory();
  }

  private static void zeros(OutputStream out, int bytes) throws IOException {
    byte[] chunk = new byte[1 << 16];
    for (int written = 0; written < bytes; written += chunk.length) {
      out.write(chunk);
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(file -> directory.relativize(file).toString()).sorted().toList();
    }
  }
}
