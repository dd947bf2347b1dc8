package dev.thermocline.engine.stage.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flink loads the engine once per job; when a job is over the engine holds none of its classes.
 * Says nothing of what else may hold them on a task manager.
 */
class ClassLoaderTest {
  @TempDir Path directory;

  /**
   * The last loader may stay: before JDK 19 the method handles behind a record's equals hold the
   * class that used them last.
   */
  @Test
  void theLoadersOfEarlierJobsCanGo() throws Exception {
    Path errors = directory.resolve("err");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                JobsInOwnLoaders.class.getName(),
                directory.toString())
            .redirectError(errors.toFile())
            .start();
    try {
      String gone = process.inputReader().readLine();

      assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
      assertThat(Integer.parseInt(gone)).isGreaterThanOrEqualTo(JobsInOwnLoaders.JOBS - 1);
    } finally {
      process.destroyForcibly();
    }
  }
}
