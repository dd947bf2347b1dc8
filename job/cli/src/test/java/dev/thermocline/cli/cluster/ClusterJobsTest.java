package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which job {@code deploy/cluster} means, and which one it refuses, with a shell script in the
 * place of Flink's client and an endpoint that lists the jobs of a test.
 */
class ClusterJobsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Notes what Flink's client is asked for, and answers as it does. */
  private static final String CLIENT =
      """
      #!/usr/bin/env bash
      echo "$* " >>"$CALLS"
      case "$*" in
        *' run '*) echo 'Job has been submitted with JobID 0a0a' ;;
        *' stop '*) echo 'Savepoint completed. Path: file:/savepoint-1' ;;
      esac
      """;

  @TempDir Path folder;

  private final List<String> jobs = new ArrayList<>();
  private FakeRest rest;
  private Path script;
  private Path state;
  private Path calls;

  @BeforeEach
  void install() throws IOException {
    rest = new FakeRest(question -> "{\"jobs\":[" + String.join(",", jobs) + "]}");
    script =
        ClusterScriptTest.executable(
            folder.resolve("deploy/cluster"), Files.readString(ClusterScriptTest.SCRIPT));
    ClusterScriptTest.executable(folder.resolve("jdk/bin/java"), CLIENT);
    calls = folder.resolve("calls");
    state = folder.resolve("a cluster");
    Files.createDirectories(state.resolve("conf"));
    Files.createDirectories(state.resolve("log"));
    Files.writeString(state.resolve("rest"), rest.port() + "\n");
    Files.writeString(state.resolve("broker"), "1\n");
    Files.writeString(state.resolve("conf/config.yaml"), "rest.port: 1\n");
  }

  @AfterEach
  void stop() {
    rest.close();
  }

  @Test
  void aSecondJobOfANameIsRefusedWhileTheFirstRuns() throws Exception {
    jobs.add(job("aa11", "thermocline", "RUNNING", 5));

    CommandRun.Result run = submit("output.topic: out\n");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors())
        .contains(
            "job aa11 runs already under the name 'thermocline'",
            "deploy/cluster stop-job aa11",
            "-Dpipeline.name")
        .hasLineCount(1);
    assertThat(calls).doesNotExist();
  }

  @Test
  void aJobIsSubmittedBesideOneOfAnotherNameAndAfterOneThatHasEnded() throws Exception {
    jobs.add(job("aa11", "thermocline", "RUNNING", 5));
    jobs.add(job("bb22", "glosses", "CANCELED", 6));

    assertThat(submit("output.topic: out\n", "-Dpipeline.name=other").status()).isZero();
    assertThat(submit("pipeline.name: 'glosses' # mine\n").status()).isZero();
    assertThat(submit("pipeline:\n  name: glosses\n").status()).isZero();

    assertThat(Files.readAllLines(calls)).hasSize(3).allMatch(call -> call.contains(" run -d "));
    assertThat(state.resolve("job")).hasContent("0a0a");
  }

  @Test
  void theNameOfTheFileIsTheOneThatIsRefused() throws Exception {
    jobs.add(job("aa11", "my glosses", "RESTARTING", 5));

    assertThat(submit("pipeline:\n  name: my glosses\n").errors())
        .contains("job aa11 runs already under the name 'my glosses'");
    assertThat(submit("pipeline.name: my glosses\n", "-Dpipeline.name=b").status()).isZero();
  }

  @Test
  void theJobSubmittedLastIsMeantWhileItRuns() throws Exception {
    jobs.add(job("aa11", "thermocline", "RUNNING", 5));
    jobs.add(job("bb22", "other", "RUNNING", 9));
    Files.writeString(state.resolve("job"), "aa11\n");

    CommandRun.Result run = run("stop-job");

    assertThat(run.out()).isEqualTo("file:/savepoint-1\n");
    assertThat(run.errors()).isEmpty();
    assertThat(Files.readString(calls)).contains(" stop aa11 ");
  }

  @Test
  void onceItHasEndedTheOneThatRunsIsMeantAndNamed() throws Exception {
    jobs.add(job("aa11", "thermocline", "RUNNING", 5));
    jobs.add(job("bb22", "other", "CANCELED", 9));
    Files.writeString(state.resolve("job"), "bb22\n");

    CommandRun.Result run = run("stop-job");

    assertThat(run.errors()).contains("takes job aa11, which runs");
    assertThat(Files.readString(calls)).contains(" stop aa11 ");
    assertThat(state.resolve("job")).as("for last-checkpoint").hasContent("bb22");
  }

  @Test
  void whereNoJobRunsNothingIsStopped() throws Exception {
    jobs.add(job("bb22", "other", "FAILED", 9));
    Files.writeString(state.resolve("job"), "bb22\n");

    CommandRun.Result run = run("stop-job");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.errors()).contains("no job runs in the cluster in " + state);
    assertThat(calls).doesNotExist();
  }

  /** As Flink lists a job. */
  private static String job(String id, String name, String status, long start) {
    return """
        {"jid":"%s","name":"%s","jobType":"STREAMING","start-time":%d,"end-time":-1,"state":"%s",\
        "tasks":{"running":3,"total":3},"pending-operators":0}"""
        .formatted(id, name, start, status);
  }

  private CommandRun.Result submit(String yaml, String... options) throws Exception {
    Path file = Files.writeString(folder.resolve("job.yaml"), yaml);
    List<String> arguments = new ArrayList<>(List.of("submit", file.toString()));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  private CommandRun.Result run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    return CommandRun.run(
        LIMIT,
        Map.of(
            "JAVA_HOME", folder.resolve("jdk").toString(),
            "CALLS", calls.toString(),
            "THERMOCLINE_CLUSTER", state.toString()),
        command);
  }
}
