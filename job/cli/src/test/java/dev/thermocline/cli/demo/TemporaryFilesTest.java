package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFilesTest {

  @Test
  void aDirectoryIsDeletedWithAllItHolds(@TempDir Path parent) throws Exception {
    Path directory = Files.createDirectories(parent.resolve("gone/deeper")).getParent();
    Files.writeString(directory.resolve("deeper/file"), "content");

    TemporaryFiles.delete(directory);

    assertThat(directory).doesNotExist();
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void whatHasVanishedIsAsGoodAsDeleted(@TempDir Path parent) {
    TemporaryFiles.delete(parent.resolve("never"));

    assertThat(parent).isEmptyDirectory();
  }
}
