package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** {@code deploy/cluster} and the distribution's commands, run as processes for one cluster. */
final class Programs {

  private static final Path ROOT = given("thermocline.repository");
  private static final Path HOME = given("thermocline.distribution");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Map<String, String> environment;
  private final Queue<CommandRun> started = new ConcurrentLinkedQueue<>();

  /**
   * The programs of a cluster.
   *
   * @param directory what the cluster keeps
   */
  Programs(Path directory) {
    this.environment =
        Map.of(
            "THERMOCLINE_CLUSTER", directory.toString(),
            "THERMOCLINE_BUILD", "never",
            "THERMOCLINE_LOG", directory.resolve("log/commands.log").toString());
  }

  private static Path given(String property) {
    return Path.of(
        Objects.requireNonNull(
            System.getProperty(property),
            "system property " + property + " is not set; run 'mvn verify'"));
  }

  /** The directory of that name among what is built, beside the distribution. */
  static Path beside(String name) {
    return HOME.resolveSibling(name).toAbsolutePath();
  }

  /** The sample configuration of the job. */
  static Path jobFile() {
    return ROOT.resolve("deploy/job.yaml");
  }

  /** What {@code deploy/cluster} prints; fails when its status is not 0. */
  String script(String... arguments) throws IOException, InterruptedException {
    CommandRun.Result run = tryScript(arguments);
    assertThat(run.status()).as(List.of(arguments) + ": " + run.errors()).isZero();
    return run.out();
  }

  /** As {@link #script}, whatever its status. */
  CommandRun.Result tryScript(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("deploy/cluster").toString()));
    command.addAll(List.of(arguments));
    return CommandRun.run(LIMIT, environment, command);
  }

  /** Starts a command of the distribution. */
  CommandRun start(String name, List<String> fixed, String... options) throws IOException {
    CommandRun run = CommandRun.start(environment, command(name, fixed, options));
    started.add(run);
    return run;
  }

  /** Runs a command of the distribution to its end. */
  CommandRun.Result run(Duration limit, String name, List<String> fixed, String... options)
      throws IOException, InterruptedException {
    return CommandRun.run(limit, environment, command(name, fixed, options));
  }

  /** Tells the commands to end that still run. */
  void terminate() {
    started.forEach(CommandRun::terminate);
  }

  private static List<String> command(String name, List<String> fixed, String... options) {
    List<String> command = new ArrayList<>();
    command.add(HOME.resolve("bin/thermocline").toString());
    command.add(name);
    command.addAll(fixed);
    command.addAll(List.of(options));
    return command;
  }
}
