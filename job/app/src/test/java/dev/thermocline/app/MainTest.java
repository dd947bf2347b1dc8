package dev.thermocline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.flink.config.InvalidOptionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.client.program.ProgramParametrizationException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code main} does about faulty options, by hand and inside Flink. */
class MainTest {

  private static final String[] FAULTY = {"--bundle.path", "b", "--batch.maxsize", "8", "stray"};

  @TempDir Path folder;

  @Test
  void byHandItPrintsTheFaultsOnlyAndEndsWith2() throws Exception {
    Ended ended = java(FAULTY);

    assertThat(ended.status()).as(ended.out()).isEqualTo(2);
    assertThat(ended.out().lines().filter(line -> !line.startsWith("SLF4J")))
        .hasSize(9)
        .allMatch(line -> line.contains("; allowed: "));
  }

  @Test
  void debugAddsTheStackTrace() throws Exception {
    assertThatThrownBy(() -> EarlyExitJob.main(new String[] {"--debug", "stray"}))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("stray")
        .hasMessageNotContaining("debug");
  }

  @Test
  void insideFlinkItThrowsWhatTheClientPrintsWithoutItsStackTrace() {
    AnyEnvironment.set();
    try {
      assertThatThrownBy(() -> EarlyExitJob.main(FAULTY))
          .isInstanceOf(ProgramParametrizationException.class)
          .message()
          .hasLineCount(9)
          .contains("batch.maxsize is '8'", "stray is not set");
    } finally {
      AnyEnvironment.unset();
    }
  }

  @Test
  void whatFlinkCannotReadHidesNoOtherFault() {
    String[] args = {"--execution.checkpointing.interval=often", "--batch.maxsize=8", "stray"};
    AnyEnvironment.set();
    try {
      assertThatThrownBy(() -> EarlyExitJob.main(args))
          .isInstanceOf(ProgramParametrizationException.class)
          .message()
          .contains("execution.checkpointing.interval is 'often'")
          .contains("batch.maxsize is '8'", "stray is not set");
    } finally {
      AnyEnvironment.unset();
    }
  }

  private Ended java(String... args) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                EarlyExitJob.class.getName()));
    command.addAll(List.of(args));
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Ended(process.exitValue(), Files.readString(out));
    } finally {
      process.destroyForcibly();
    }
  }

  private record Ended(int status, String out) {}

  /** As Flink's client does, puts an environment of its own in place. */
  private static final class AnyEnvironment extends StreamExecutionEnvironment {

    private AnyEnvironment(Configuration configuration) {
      super(configuration);
    }

    static void set() {
      initializeContextEnvironment(AnyEnvironment::new);
    }

    static void unset() {
      resetContextEnvironment();
    }
  }
}
