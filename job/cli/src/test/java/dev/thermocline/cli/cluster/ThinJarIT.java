package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thermocline.cli.CommandRun;
import dev.thermocline.cli.demo.TinyBundle;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The submitted jar on processes of a Flink that brings nothing of ours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThinJarIT {

  private static final int RECORDS = 3_000;
  private static final int POISON = 500;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path directory;

  private ProcessCluster cluster;

  @BeforeAll
  void startCluster() throws Exception {
    cluster =
        ProcessCluster.start(
            "thin-jar",
            2,
            "taskmanager.memory.task.heap.size=256m",
            "taskmanager.memory.task.off-heap.size=256m");
  }

  @AfterAll
  void stopCluster() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void everyRecordIsAnsweredOnceAndInOrderThoughTheJobStopsUnderLoadAndGoesOnAlone()
      throws Exception {
    String bundle = "bundle.path=" + TinyBundle.write(directory.resolve("bundle"));
    String interval = "execution.checkpointing.interval=1 s";
    Path data = Texts.write(directory.resolve("data.jsonl"), TinyBundle.examples(500, 3));

    String job = cluster.submit(bundle, interval, "parallelism=2");
    cluster.await(job, LIMIT, JobView::allTasksRun);
    try (CommandRun replay =
        cluster.replay(
            "--data=" + data,
            "--records=" + RECORDS,
            "--rate=300",
            "--keys=100",
            "--poison=" + POISON)) {
      cluster.await(job, LIMIT, view -> view.emitted() > RECORDS / 10);
      boolean underLoad = replay.running();
      String savepoint = cluster.stopJob();
      cluster.resume(savepoint, bundle, interval, "parallelism=1");
      assertThat(replay.await(LIMIT).status()).isZero();

      assertThat(underLoad).as("records still come when the job stops").isTrue();
    }
    JsonNode verified = cluster.verify("--wait=60s");

    assertThat(verified.path("in").asInt()).isEqualTo(RECORDS);
    assertThat(verified.path("out").asInt()).isEqualTo(RECORDS - RECORDS / POISON);
    assertThat(verified.path("deadLettered").asInt()).isEqualTo(RECORDS / POISON);
    assertThat(cluster.crashReports()).isEmpty();
  }

  @Test
  void faultyOptionsAreNamedLineByLineWithoutAStackTrace() throws Exception {
    CommandRun.Result run =
        cluster.trySubmit("pipeline.name=faulty", "input.topci=requests", "batch.max-size=0");

    assertThat(run.status()).isNotZero();
    assertThat(run.errors())
        .contains("input.topci is 'requests'", "nearest is input.topic", "batch.max-size is '0'")
        .doesNotContain("\tat ", "Exception");
  }
}
