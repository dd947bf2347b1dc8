package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** {@code bin/thermocline demo} of the assembled distribution, in a directory of its own. */
final class DemoProcess implements AutoCloseable {

  private static final Path HOME =
      Path.of(
          Objects.requireNonNull(
              System.getProperty("thermocline.distribution"),
              "system property thermocline.distribution is not set; run 'mvn verify'"));

  private final Path directory;
  private final Path temporary;
  private final Process process;
  private final BufferedReader errors;
  private final List<String> seen = new ArrayList<>();

  private DemoProcess(Path directory, Path temporary, Process process) {
    this.directory = directory;
    this.temporary = temporary;
    this.process = process;
    this.errors = process.errorReader();
  }

  /**
   * Starts one.
   *
   * @param directory made and used as working directory; has the log in the end
   * @param javaOptions options for Java, beside the directory for temporary files
   * @param heap largest heap, as Java writes it
   */
  static DemoProcess start(
      Path directory, String heap, List<String> javaOptions, List<String> options)
      throws IOException {
    Path temporary = Files.createDirectories(directory.resolve("tmp"));
    List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/thermocline").toString()));
    command.addAll(List.of("demo", "--no-console"));
    command.addAll(options);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(directory.resolve("out").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("THERMOCLINE_HEAP", heap);
    builder.environment().put("THERMOCLINE_LOG", directory.resolve("log").toString());
    builder
        .environment()
        .put(
            "THERMOCLINE_OPTS",
            "-Djava.io.tmpdir=" + temporary + " " + String.join(" ", javaOptions));
    return new DemoProcess(directory, temporary, builder.start());
  }

  long pid() {
    return process.pid();
  }

  /** The next line of progress that has what is asked for; fails when the process ends before. */
  String awaitLine(Predicate<String> wanted) throws IOException {
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      seen.add(line);
      if (wanted.test(line)) {
        return line;
      }
    }
    throw new AssertionError("ended without the line asked for; it wrote " + seen);
  }

  /** Tells it to end, as SIGTERM does. */
  void terminate() {
    // The process itself would close its streams, too.
    process.toHandle().destroy();
  }

  /** The exit status; fails when it does not end within the time. */
  int awaitEnd(long seconds) throws Exception {
    assertThat(process.waitFor(seconds, TimeUnit.SECONDS))
        .as("ends within %d s; so far: %s", seconds, seen)
        .isTrue();
    errors.lines().forEach(seen::add);
    return process.exitValue();
  }

  /** What it wrote to standard error, as far as it was read. */
  List<String> errors() {
    return seen;
  }

  /** Where the JVM would leave a report of a crash. */
  Path directory() {
    return directory;
  }

  /** Where its temporary files are. */
  Path temporary() {
    return temporary;
  }

  @Override
  public void close() throws Exception {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
