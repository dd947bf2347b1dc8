package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job of two subtasks as {@code watch} shows it, by what Flink's endpoint answers. */
class FlinkRestTest {

  private static final long NOW = 1_000_000;
  private static final String METRICS = "/jobs/j1/vertices/v2/subtasks/metrics";
  private static final String CONSTRAINTS =
      "early-exit.constraint.limit.bindingConstraint,early-exit.constraint.rate.bindingConstraint";
  private static final String DEPTH =
      METRICS + "?get=early-exit.rung,early-exit.offeredRate," + CONSTRAINTS + "&agg=sum,avg";

  private final Map<String, String> answers = new HashMap<>();
  private FakeRest rest;
  private FlinkRest flink;

  @BeforeEach
  void run() throws Exception {
    rest = new FakeRest(question -> answers.getOrDefault(question, "[]"));
    flink = FlinkRest.at("http://localhost:" + rest.port());
    answers.put("/jobs/j1", job("RUNNING", 2));
    answers.put(
        METRICS + "?get=early-exit.inFlight,early-exit.numRecordsOut&agg=sum",
        """
        [{"id": "early-exit.inFlight", "sum": 64.0},
         {"id": "early-exit.numRecordsOut", "sum": 9.0}]
        """);
    answers.put("/jobs/j1/checkpoints", checkpoints(0, 0));
  }

  @AfterEach
  void stop() {
    rest.close();
  }

  @Test
  void showsMeanRungWhatBindsInHowManySubtasksAndTheRateOfAll() throws Exception {
    offerGauges();
    answers.put(DEPTH, depth("178.4", 1, 1));

    assertThat(line())
        .startsWith(
            "thermocline RUNNING   rung 17.6 by limit (1), rate (1), 178 records/s offered, in"
                + " flight 64, emitted 9, restarts 0, ");
  }

  @Test
  void whatBindsEverywhereIsNamedAlone() throws Exception {
    offerGauges();
    answers.put(DEPTH, depth("\"NaN\"", 2, 0));

    assertThat(line()).contains(" rung 17.6 by limit, offered rate unknown, in flight 64");
  }

  @Test
  void showsNoDepthBeforeTheGaugesAreThereOrWhileTasksAreMissing() throws Exception {
    assertThat(line()).startsWith("thermocline RUNNING   in flight 64");

    offerGauges();
    answers.put(DEPTH, depth("178.4", 1, 1));
    answers.put("/jobs/j1", job("RUNNING", 1));

    assertThat(line()).startsWith("thermocline STARTING  in flight 64");
  }

  @Test
  void aCheckpointThatFlinkDidNotBeginIsNoFailedOne() throws Exception {
    assertThat(line()).endsWith("no checkpoint yet");
    answers.put("/jobs/j1/checkpoints", checkpoints(0, 3));
    assertThat(line()).endsWith("no checkpoint yet (3 not begun)");

    answers.put("/jobs/j1/checkpoints", checkpoints(2, 3, "IN_PROGRESS", "COMPLETED", "COMPLETED"));
    assertThat(line()).endsWith("checkpoints 2");
    answers.put("/jobs/j1/checkpoints", checkpoints(2, 4, "FAILED", "COMPLETED", "COMPLETED"));
    assertThat(line()).endsWith("checkpoints 2 (1 of the last 3 failed)");
  }

  @Test
  void aFirstCheckpointThatFailedIsSaid() throws Exception {
    answers.put("/jobs/j1/checkpoints", checkpoints(0, 2, "FAILED"));

    assertThat(line()).endsWith("checkpoints 0 (1 of the last 1 failed)");
  }

  @Test
  void jobsThatRunComeBeforeThoseThatHaveEnded() throws Exception {
    answers.put(
        "/jobs/overview",
        """
        {"jobs": [
          {"jid": "early", "start-time": 1, "state": "RUNNING"},
          {"jid": "cancelled", "start-time": 9, "state": "CANCELED"},
          {"jid": "late", "start-time": 5, "state": "RESTARTING"}]}
        """);

    assertThat(flink.jobs()).isEqualTo(List.of("late", "early", "cancelled"));
  }

  private String line() throws Exception {
    return flink.job("j1").line(NOW);
  }

  private static String job(String state, int running) {
    return """
    {"name": "thermocline", "state": "%s", "vertices": [
      {"id": "v1", "name": "requests", "parallelism": 2, "tasks": {"RUNNING": 2}},
      {"id": "v2", "name": "early-exit -> out", "parallelism": 2, "tasks": {"RUNNING": %d}}]}
    """
        .formatted(state, running);
  }

  private void offerGauges() {
    answers.put(
        METRICS,
        """
        [{"id": "early-exit.rung"},
         {"id": "early-exit.constraint.limit.bindingConstraint"},
         {"id": "early-exit.constraint.rate.bindingConstraint"}]
        """);
  }

  private static String depth(String rate, int limit, int byRate) {
    return """
    [{"id": "early-exit.rung", "sum": 35.2, "avg": 17.6},
     {"id": "early-exit.offeredRate", "sum": %s, "avg": %s},
     {"id": "early-exit.constraint.limit.bindingConstraint", "sum": %d.0, "avg": 0.5},
     {"id": "early-exit.constraint.rate.bindingConstraint", "sum": %d.0, "avg": 0.5}]
    """
        .formatted(rate, rate, limit, byRate);
  }

  private static String checkpoints(int completed, int failed, String... history) {
    List<String> statuses =
        List.of(history).stream().map("{\"status\": \"%s\"}"::formatted).toList();
    return "{\"counts\": {\"completed\": %d, \"failed\": %d}, \"history\": [%s]}"
        .formatted(completed, failed, String.join(",", statuses));
  }
}
