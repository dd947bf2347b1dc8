package dev.thermocline.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a zip file holds, it is unpacked to plain files inside the directory, or is refused
 * naming the file.
 */
class BundleArchiveFuzzTest {
  private static final String NAME = "fuzzed.zip";
  private static final long MOST_BYTES = 16L << 20;

  @TempDir static Path temp;

  @DictionaryFile(resourcePath = "/dev/thermocline/engine/bundle/zip.dict")
  @FuzzTest
  void unpacksInsideOrRefuses(byte[] input) throws IOException {
    Path around = Files.createDirectory(temp.resolve("around"));
    Path directory = Files.createDirectory(around.resolve("bundle"));
    Path zip = Files.write(temp.resolve("packed.zip"), input);
    try {
      boolean unpacked = true;
      try {
        BundleArchive.unpack(zip, NAME, directory);
      } catch (BundleException refused) {
        unpacked = false;
        assertThat(refused.getMessage()).startsWith(NAME + ": ").doesNotContain("\n");
      }

      assertThat(files(around)).allMatch(file -> file.equals(around) || isInside(file, directory));
      assertThat(bytes(directory)).isLessThanOrEqualTo(MOST_BYTES);
      assertThat(!unpacked || Files.isRegularFile(directory.resolve(BundleFormat.MANIFEST)))
          .isTrue();
    } finally {
      for (Path file : files(around)) {
        Files.delete(file);
      }
    }
  }

  private static boolean isInside(Path file, Path directory) {
    return file.startsWith(directory)
        && (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
            || Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
  }

  private static long bytes(Path directory) throws IOException {
    long bytes = 0;
    for (Path file : files(directory)) {
      bytes += Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Files.size(file) : 0;
    }
    return bytes;
  }

  /** The deepest first. */
  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
