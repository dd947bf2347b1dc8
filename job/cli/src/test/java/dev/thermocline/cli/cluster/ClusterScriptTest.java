package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cli.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code deploy/cluster} over shell scripts in the place of Flink and the broker, in folders with
 * spaces: what it does to processes, to its directory and beside other calls of itself.
 */
class ClusterScriptTest {

  static final Path SCRIPT = Path.of("../../deploy/cluster");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String[] START = {
    "start", "--rest-port=0", "--broker-port=0", "--task-managers=2"
  };

  /** Says which process it is, and stays as long as it is left. */
  private static final String STAYS =
      """
      #!/usr/bin/env bash
      case "$*" in *BashJavaUtils*)
        echo 'BASH_JAVA_UTILS_EXEC_RESULT:-Xmx64m'
        echo 'BASH_JAVA_UTILS_EXEC_RESULT:-D a=b'
        exit ;;
      esac
      echo $$ >>"$STARTED"
      echo 'broker localhost:1'
      while :; do sleep 0.1; done
      """;

  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private Path script;
  private Path started;
  private Path state;

  @BeforeEach
  void install() throws IOException {
    Path root = folder.toRealPath().resolve("check out");
    script = executable(root.resolve("deploy/cluster"), Files.readString(SCRIPT));
    Path java = executable(root.resolve("jdk/bin/java"), STAYS);
    // The broker's start script gives the options on to Java, the mark of the process among them.
    executable(
        root.resolve("job/cli/target/thermocline/bin/thermocline"),
        "#!/usr/bin/env bash\nexec '%s' $THERMOCLINE_OPTS broker\n".formatted(java));
    Path flink = Files.createDirectories(root.resolve("deploy/flink/target/flink/conf"));
    Files.writeString(flink.resolve("config.yaml"), "rest.port: 8081\n");
    started = folder.resolve("started");
    state = folder.toRealPath().resolve("a cluster");
    environment.put("JAVA_HOME", root.resolve("jdk").toString());
    environment.put("STARTED", started.toString());
    environment.put("THERMOCLINE_CLUSTER", state.toString());
    environment.put("THERMOCLINE_BUILD", "never");
  }

  @AfterEach
  void endWhatWasStarted() throws IOException {
    for (ProcessHandle process : processes()) {
      process.destroyForcibly();
    }
  }

  @Test
  void aTaskManagerIsReadyOnceAnotherThanTheKilledOneIsListed() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (FakeRest rest =
        new FakeRest(() -> taskManager(asked.incrementAndGet() < 4 ? 1111 : 2222))) {
      cluster(rest.port());

      CommandRun.Result run = run("start", "tm1");

      assertThat(run.status()).as(run.errors()).isZero();
      assertThat(asked).as("the killed one was listed three times").hasValue(4);
      assertThat(processes()).hasSize(1);
    }
  }

  @Test
  void startGivesUpOnAJobManagerThatAcceptsAndDoesNotAnswer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      cluster(silent.getLocalPort());
      environment.put("THERMOCLINE_PATIENCE", "1");

      CommandRun.Result run = run("start", "tm1");

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.errors()).contains("tm1 is not ready within 1 s");
      assertThat(processes()).as("processes left").isEmpty();
    }
  }

  @Test
  void aStartThatIsToldToEndLeavesNoProcessEvenBeforeItIsKnownByItsMark() throws Exception {
    executable(script.resolveSibling("../job/cli/target/thermocline/bin/thermocline"), STAYS);
    try (CommandRun run = CommandRun.start(environment, command(START))) {
      until(() -> !processes().isEmpty());

      run.terminate();

      assertThat(run.await(LIMIT).status()).isNotZero();
    }
    until(() -> processes().isEmpty());
    assertThat(state.resolve("lock")).doesNotExist();
  }

  @Test
  void processesHaveGroupsOfTheirOwn() throws Exception {
    try (CommandRun run = CommandRun.start(environment, command(START))) {
      until(() -> processes().size() == 4);

      for (ProcessHandle process : processes()) {
        assertThat(group(process.pid())).as("group").isEqualTo(process.pid());
      }

      run.terminate();
      run.await(LIMIT);
    }
    assertThat(processes()).isEmpty();
  }

  @Test
  void aSecondStartWaitsForTheFirstAndOneWhoseHolderWasKilledIsNotWaitedFor() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (FakeRest rest = new FakeRest(() -> taskManager(asked.incrementAndGet()))) {
      cluster(rest.port());
      Path lock = Files.createSymbolicLink(state.resolve("lock"), Path.of("999999999"));

      try (CommandRun one = CommandRun.start(environment, command("start", "tm1"));
          CommandRun other = CommandRun.start(environment, command("start", "tm1"))) {
        List<CommandRun.Result> both = List.of(one.await(LIMIT), other.await(LIMIT));

        assertThat(both).extracting(CommandRun.Result::status).containsExactlyInAnyOrder(0, 1);
        assertThat(both)
            .extracting(CommandRun.Result::errors)
            .anyMatch(errors -> errors.contains("tm1 runs already"));
      }
      assertThat(processes()).hasSize(1);
      assertThat(lock).doesNotExist();
    }
  }

  @Test
  void deletingLeavesWhatIsNotTheClustersAndNamesIt() throws Exception {
    cluster(1);
    Files.createDirectories(state.resolve("savepoints/savepoint-1"));
    Files.writeString(state.resolve("thesis.tex"), "mine");

    CommandRun.Result run = run("stop", "--delete");

    assertThat(run.status()).isZero();
    assertThat(run.errors()).contains(state + " stays", "thesis.tex");
    assertThat(state).isDirectoryNotContaining(file -> !file.endsWith("thesis.tex"));
    assertThat(state.resolve("thesis.tex")).hasContent("mine");
  }

  @Test
  void deletingTakesTheDirectoryWhenNothingElseIsInIt() throws Exception {
    cluster(1);

    assertThat(run("stop", "--delete").status()).isZero();
    assertThat(state).doesNotExist();
  }

  @Test
  void aDirectoryOfOtherThingsIsNeitherStartedInNorDeletedFrom() throws Exception {
    Files.createDirectories(state.resolve("log"));
    Files.writeString(state.resolve("log/mine"), "mine");

    CommandRun.Result refused = run(START);
    CommandRun.Result kept = run("stop", "--delete");

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.errors()).contains("THERMOCLINE_CLUSTER is " + state, "log", "empty");
    assertThat(kept.errors()).contains("there is no cluster in " + state);
    assertThat(state.resolve("log/mine")).hasContent("mine");
  }

  @Test
  void aPathThatFlinksConfigurationWouldMisreadIsRefused() throws Exception {
    environment.put("THERMOCLINE_CLUSTER", folder.resolve("a,b").toString());

    CommandRun.Result run = run(START);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors()).contains("a,b; allowed is a path without");
    assertThat(folder.resolve("a,b")).doesNotExist();
  }

  @Test
  void theLastCheckpointIsTheNewestWholeOneOfTheJobSubmittedLast() throws Exception {
    cluster(1);
    Files.writeString(state.resolve("job"), "abc\n");
    Path checkpoints = state.resolve("checkpoints");
    for (String file :
        List.of("abc/chk-9/_metadata", "abc/chk-10/_metadata", "abc/chk-11/.new", "d/chk-12/_")) {
      Files.createDirectories(checkpoints.resolve(file).getParent());
      Files.createFile(checkpoints.resolve(file));
    }

    CommandRun.Result last = run("last-checkpoint");
    CommandRun.Result none = run("last-checkpoint", "d");

    assertThat(last.out()).isEqualTo("file://" + checkpoints + "/abc/chk-10\n");
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.errors()).contains("job d has no complete checkpoint in " + checkpoints);
  }

  /** A cluster that was started, of which nothing runs. */
  private void cluster(int restPort) throws IOException {
    Files.createDirectories(state.resolve("conf"));
    Files.createDirectories(state.resolve("log"));
    Files.createDirectories(state.resolve("pid"));
    Files.writeString(state.resolve("rest"), restPort + "\n");
    Files.writeString(state.resolve("broker"), "1\n");
    Files.writeString(state.resolve("conf/config.yaml"), "rest.port: " + restPort + "\n");
    Files.writeString(state.resolve("conf/TM.memory"), "-Xmx64m\n-D a=b\n");
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private CommandRun.Result run(String... arguments) throws Exception {
    return CommandRun.run(LIMIT, environment, command(arguments));
  }

  /** What was started and still runs. */
  private List<ProcessHandle> processes() {
    try {
      return Files.notExists(started)
          ? List.of()
          : Files.readAllLines(started).stream()
              .map(pid -> ProcessHandle.of(Long.parseLong(pid)))
              .flatMap(Optional::stream)
              .filter(ProcessHandle::isAlive)
              .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private static long group(long pid) throws Exception {
    CommandRun.Result run =
        CommandRun.run(LIMIT, Map.of(), List.of("ps", "-o", "pgid=", "-p", Long.toString(pid)));
    return Long.parseLong(run.out().strip());
  }

  static Path executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String taskManager(int port) {
    return "{\"taskmanagers\":[{\"id\":\"tm1\",\"path\":\"pekko.tcp://flink@localhost:%d\"}]}"
        .formatted(port);
  }
}
