package dev.thermocline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command run as a process of its own, with the Java of the tests. */
public final class CommandRun implements AutoCloseable {

  private final List<String> command;
  private final Path out;
  private final Path errors;
  private final Process process;

  private CommandRun(List<String> command, Path out, Path errors, Process process) {
    this.command = command;
    this.out = out;
    this.errors = errors;
    this.process = process;
  }

  /**
   * Starts a command.
   *
   * @param environment variables set beside those of the tests
   */
  public static CommandRun start(Map<String, String> environment, List<String> command)
      throws IOException {
    Path out = Files.createTempFile("thermocline-out", ".txt");
    Path errors = Files.createTempFile("thermocline-err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return new CommandRun(command, out, errors, builder.start());
  }

  /** Runs a command to its end; fails when that does not come within the limit. */
  public static Result run(Duration limit, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    try (CommandRun run = start(environment, command)) {
      return run.await(limit);
    }
  }

  /** Whether it has not ended yet. */
  public boolean running() {
    return process.isAlive();
  }

  /** Returns when it has ended; fails when that does not come within the limit. */
  public Result await(Duration limit) throws IOException, InterruptedException {
    boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(ended)
        .as(command + " ends within " + limit + "; so far: " + Files.readString(errors))
        .isTrue();
    return new Result(process.exitValue(), Files.readString(out), Files.readString(errors));
  }

  /** Tells it to end, as SIGTERM does. */
  public void terminate() {
    // The process itself would close its streams, too.
    process.toHandle().destroy();
  }

  /** Kills it when it still runs. */
  @Override
  public void close() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    Files.deleteIfExists(out);
    Files.deleteIfExists(errors);
  }

  /**
   * How a command ended.
   *
   * @param status exit status
   * @param out what it wrote to standard output
   * @param errors what it wrote to standard error
   */
  public record Result(int status, String out, String errors) {}
}
