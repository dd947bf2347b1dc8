package dev.thermocline.engine.stage.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.stage.onnx.ProcessThatEnds.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
  private static final int SIGTERM = 15;

  /** Of the line that {@code ShutdownGate} logs. */
  private static final String NOT_ENDED = "have not ended";

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(
      names = {"EXITING", "STUCK"},
      mode = EnumSource.Mode.EXCLUDE)
  void endsOnSigterm(Work work) throws Exception {
    Process process = start(work);

    sigterm(process);

    assertEnds(process, SIGNAL + SIGTERM);
  }

  @ParameterizedTest
  @EnumSource(names = {"RUNNING", "LOADING"})
  void endsOnSigtermWithOnnxRuntimesOwnHookRemoved(Work work) throws Exception {
    Process process = start(work, "--add-opens=java.base/java.lang=ALL-UNNAMED");

    sigterm(process);

    assertEnds(process, SIGNAL + SIGTERM);
  }

  @Test
  void saysThatItDoesNotWaitForACallThatNeverReturns() throws Exception {
    Process process = start(Work.STUCK);

    sigterm(process);

    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as(errors()).isTrue();
    assertThat(rest(process)).contains(NOT_ENDED);
  }

  @Test
  void endsOnSigtermGivenTwice() throws Exception {
    Process process = start(Work.RUNNING);

    sigterm(process);
    sigterm(process);

    assertEnds(process, SIGNAL + SIGTERM);
  }

  @Test
  void endsWithTheStatusAnotherThreadGives() throws Exception {
    Process process = start(Work.EXITING);

    assertEnds(process, ProcessThatEnds.STATUS);
  }

  /** Starts a process and returns once all its threads are at work. */
  private Process start(Work work, String... options) throws Exception {
    TinyChain.multiplying(directory, ProcessThatEnds.WIDTH, ProcessThatEnds.STEPS);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    // Log4j prints at that level to the standard output, also while hooks run.
    command.addAll(List.of("-Dlog4j2.level=WARN", "-Dlog4j2.shutdownHookEnabled=false"));
    command.add("-Xmx256m");
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ProcessThatEnds.class.getName(), work.name(), directory.toString()));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
    BufferedReader out = process.inputReader();
    assertThat(out.readLine()).as(errors()).endsWith(ProcessThatEnds.AT_WORK);
    return process;
  }

  /** Unlike {@code Process.destroy} it leaves open what the process prints. */
  private static void sigterm(Process process) {
    process.toHandle().destroy();
  }

  private void assertEnds(Process process, int status) throws Exception {
    try {
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as(errors()).isTrue();
      assertThat(process.exitValue()).as(errors()).isEqualTo(status);
      assertThat(rest(process)).doesNotContain(NOT_ENDED, "could not be told", "Exception");
      assertThat(errors()).doesNotContain("Exception");
      assertThat(directory).isDirectoryNotContaining("glob:**hs_err*");
      assertThat(directory.resolve("tmp")).isEmptyDirectory();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** What the process logged after it was at work. */
  private static String rest(Process process) throws IOException {
    return process.inputReader().lines().collect(Collectors.joining("\n"));
  }

  private String errors() throws IOException {
    return Files.readString(directory.resolve("err"));
  }
}
