package dev.thermocline.engine.stage.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.stage.onnx.ProcessThatEnds.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Processes that are told to end in the middle of calls into ONNX Runtime end, and do not crash.
 */
class EndOfProcessTest {
  private static final long LIMIT_SECONDS = 60;
  private static final int SIGNAL = 128;
  private static final int SIGINT = 2;
  private static final int SIGTERM = 15;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = "EXITING", mode = EnumSource.Mode.EXCLUDE)
  void endsOnSigterm(Work work) throws Exception {
    Process process = start(work);

    process.destroy();

    assertEnds(process, SIGNAL + SIGTERM);
  }

  @Test
  void endsOnSigintGivenTwice() throws Exception {
    Process process = start(Work.RUNNING);

    signal(process, SIGINT);
    signal(process, SIGINT);

    assertEnds(process, SIGNAL + SIGINT);
  }

  @Test
  void endsWithTheStatusAnotherThreadGives() throws Exception {
    Process process = start(Work.EXITING);

    assertEnds(process, ProcessThatEnds.STATUS);
  }

  /** Starts a process and returns once all its threads are at work. */
  private Process start(Work work) throws Exception {
    TinyChain.multiplying(directory, ProcessThatEnds.WIDTH, ProcessThatEnds.STEPS);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                "-cp",
                System.getProperty("java.class.path"),
                ProcessThatEnds.class.getName(),
                work.name(),
                directory.toString())
            .directory(directory.toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
    BufferedReader out = process.inputReader();
    assertThat(out.readLine()).as(errors()).isEqualTo(ProcessThatEnds.AT_WORK);
    return process;
  }

  private static void signal(Process process, int signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  private void assertEnds(Process process, int status) throws Exception {
    try {
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as(errors()).isTrue();
      assertThat(process.exitValue()).as(errors()).isEqualTo(status);
      assertThat(errors()).doesNotContain("crash", "did not end", "Exception");
      assertThat(directory).isDirectoryNotContaining("glob:**hs_err*");
      assertThat(directory.resolve("tmp")).isEmptyDirectory();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private String errors() throws IOException {
    return Files.readString(directory.resolve("err"));
  }
}
