package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleArchive;
import dev.thermocline.engine.bundle.BundleCache;
import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.engine.bundle.BundleFormat;
import dev.thermocline.engine.bundle.BundleManifest;
import dev.thermocline.engine.bundle.BundleReader;
import dev.thermocline.engine.runtime.SharedStages;
import dev.thermocline.flink.config.BundleLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleLocationTest {

  @TempDir Path temp;
  private Path directory;
  private Path zip;
  private String id;
  private @Nullable String usual;

  @BeforeEach
  void writeBundle() throws Exception {
    usual = System.getProperty(BundleCache.DIRECTORY);
    System.setProperty(BundleCache.DIRECTORY, temp.resolve("cache").toString());
    directory = temp.toRealPath().resolve("bundle");
    zip = temp.toRealPath().resolve("bundle.zip");
    TinyBundle.write(directory);
    BundleArchive.pack(directory, zip);
    id = BundleReader.read(directory).id();
  }

  @AfterEach
  void useTheUsualCache() {
    if (usual == null) {
      System.clearProperty(BundleCache.DIRECTORY);
    } else {
      System.setProperty(BundleCache.DIRECTORY, usual);
    }
  }

  @Test
  void withoutASchemeOrWithFileItIsOnThisMachine() throws Exception {
    assertThat(BundleLocation.read(directory.toString()).directory()).isEqualTo(directory);
    assertThat(BundleLocation.read("file:" + directory).directory()).isEqualTo(directory);
    assertThat(BundleLocation.read("file://" + zip).id()).isEqualTo(id);
    assertThat(BundleLocation.isLocal("kept:///bundle")).isFalse();
  }

  @Test
  void aBundleInAZipFileIsOpened() throws Exception {
    try (Engine engine = BundleEngine.open(TestSettings.bundle(zip.toString(), 16))) {
      assertThat(engine.bundle().id()).isEqualTo(id);
    }

    assertThat(SharedStages.ofProcess().open()).isZero();
  }

  @Test
  void aDirectoryOnAFileSystemOfFlinksIsFetchedOnce() throws Exception {
    Bundle fetched = BundleLocation.read(kept(directory));
    Files.delete(directory.resolve(BundleFormat.stageFile(1)));

    Bundle again = BundleLocation.read(kept(directory));

    assertThat(fetched.id()).isEqualTo(id);
    assertThat(fetched.directory()).startsWith(temp.toRealPath().resolve("cache"));
    assertThat(again).isEqualTo(fetched);
  }

  @Test
  void aZipFileOnAFileSystemOfFlinksIsFetched() throws Exception {
    assertThat(BundleLocation.read(kept(zip)).id()).isEqualTo(id);
  }

  @Test
  void whatIsAlteredThereIsRefusedByItsPlaceThere() throws Exception {
    Files.writeString(directory.resolve(BundleFormat.VOCABULARY), "altered");

    assertRefused(kept(directory), kept(directory) + "/tokenizer/vocab.txt: sha256 is");
  }

  @Test
  void aManifestThereThatNamesFilesOutsideIsRefused() throws Exception {
    BundleManifest old = BundleReader.manifest(directory);
    Map<String, String> files = new HashMap<>(old.files());
    files.put("../bundle.zip", BundleFormat.sha256(zip));
    BundleManifest crafted =
        new BundleManifest(
            old.formatVersion(),
            "",
            old.model(),
            old.input(),
            old.stages(),
            old.heads(),
            old.labels(),
            files);
    Files.write(directory.resolve(BundleFormat.MANIFEST), BundleFormat.toJson(crafted.sealed()));

    assertRefused(
        kept(directory), kept(directory) + ": files names ../bundle.zip, which leaves the bundle");
  }

  @Test
  void whatIsNotThereOrOfNoKnownSchemeIsRefused() {
    assertRefused(
        kept(temp.resolve("away")), "bundle.path is kept:", "cannot be read", "away/bundle.json");
    assertRefused(
        "nowhere://bucket/bundle.zip",
        "bundle.path is nowhere://bucket/bundle.zip, which cannot be read",
        "'nowhere'",
        "a file system that Flink has a plugin for");
  }

  private static String kept(Path path) {
    return KeptFileSystem.SCHEME + "://" + path;
  }

  private static void assertRefused(String path, String... parts) {
    assertThatThrownBy(() -> BundleLocation.read(path))
        .isInstanceOf(BundleException.class)
        .hasMessageContainingAll(parts);
  }
}
