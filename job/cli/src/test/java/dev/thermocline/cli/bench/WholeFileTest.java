package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @TempDir Path directory;

  @Test
  void replacesWhatWasThere() throws IOException {
    Path file = directory.resolve("new/file");

    WholeFile.write(file, "first");
    WholeFile.write(file, "second");

    assertThat(file).hasContent("second");
    assertThat(directory.resolve("new").toFile().list()).containsExactly("file");
  }

  @Test
  void aWriterThatIsStoppedLeavesWhatWasThere() throws IOException {
    Path file = directory.resolve("file");
    WholeFile.write(file, "first");

    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");

    assertThat(file).hasContent("first");
  }
}
