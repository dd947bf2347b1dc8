package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {

  private static final Map<String, String> CODE = Map.of("a/A.class", "code of A");

  @TempDir Path directory;

  @Test
  void theSameCodePackedAtAnotherTimeIsTheSameProgram() throws IOException {
    Path one =
        jar("one", Map.of("a/A.class", "A", "b/B.class", "B", "META-INF/MANIFEST.MF", "one"), 1);
    Path other =
        jar("other", Map.of("b/B.class", "B", "a/A.class", "A", "META-INF/MANIFEST.MF", "2"), 2);

    assertThat(digest(List.of(one))).isEqualTo(digest(List.of(other))).startsWith("sha256:");
  }

  @Test
  void otherCodeOfTheSameVersionIsAnotherProgram() throws IOException {
    Path one = jar("one", CODE, 1);
    Path other = jar("other", Map.of("a/A.class", "mended"), 1);

    assertThat(digest(List.of(one))).isNotEqualTo(digest(List.of(other)));
  }

  @Test
  void javaAndTheMachinesSettingsBelongToTheProgram() throws IOException {
    List<Path> jars = List.of(jar("one", CODE, 1));

    String digest = Program.digest(jars, "17", List.of("-Xmx4g", "-Dlog=a"));

    assertThat(Program.digest(jars, "17", List.of("-Xmx4g", "-Dlog=b"))).isEqualTo(digest);
    assertThat(Program.digest(jars, "21", List.of("-Xmx4g"))).isNotEqualTo(digest);
    assertThat(Program.digest(jars, "17", List.of("-Xmx8g"))).isNotEqualTo(digest);
    assertThat(Program.digest(jars, "17", List.of("-Xmx4g", "-XX:+UseZGC"))).isNotEqualTo(digest);
  }

  @Test
  void aProgramThatIsNoJarIsCalledSo() throws IOException {
    assertThat(digest(List.of(directory, directory.resolve("guava.jar"))))
        .startsWith("unpackaged-sha256:");
  }

  @Test
  void reportsShowTheBeginning() {
    assertThat(Program.shortened("unpackaged-sha256:0123456789abcdef"))
        .isEqualTo("unpackaged-sha256:0123456789ab");
    assertThat(Program.shortened("1")).isEqualTo("1");
  }

  private static String digest(List<Path> classPath) throws IOException {
    return Program.digest(classPath, "17", List.of());
  }

  private Path jar(String folder, Map<String, String> entries, int packedDay) throws IOException {
    Path jar = Files.createDirectories(directory.resolve(folder)).resolve("thermocline-x-1.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> entry : new LinkedHashMap<>(entries).entrySet()) {
        ZipEntry written = new ZipEntry(entry.getKey());
        written.setTime(packedDay * 86_400_000L);
        zip.putNextEntry(written);
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }
}
