package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thermocline.cli.CommandRun;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The job with the default bundle is stopped under load with records in flight and goes on at
 * another parallelism, from 2 to 1 to 3, on a task manager process per subtask.
 */
@Tag("soak")
class SavepointRescaleIT {

  private static final int RECORDS = 8_000;
  private static final int IN_FLIGHT_MAX = 64;
  private static final Duration LIMIT = Duration.ofMinutes(8);

  @Test
  void nothingIsLostOrTwiceAndEveryKeyKeepsItsOrderFromTwoToOneToThree() throws Exception {
    try (ProcessCluster cluster = ProcessCluster.start("savepoint-rescale", 3)) {
      try (CommandRun replay =
          cluster.replay("--records=" + RECORDS, "--rate=max", "--keys=1000", "--key-skew=0.5")) {
        assertThat(replay.await(LIMIT).status()).isZero();
      }

      String job = cluster.submit("parallelism=2", "inflight.max=" + IN_FLIGHT_MAX);
      cluster.await(job, LIMIT, view -> view.emitted() > RECORDS / 4);
      String fromTwo = cluster.stopJob();
      RecordsInFlight two = inFlight(cluster, 2);

      job = cluster.resume(fromTwo, "parallelism=1", "inflight.max=" + IN_FLIGHT_MAX);
      cluster.await(job, LIMIT, view -> view.emitted() > RECORDS / 8);
      String fromOne = cluster.stopJob();
      RecordsInFlight one = inFlight(cluster, 1);

      cluster.resume(fromOne, "parallelism=3", "inflight.max=" + IN_FLIGHT_MAX);
      JsonNode verified = cluster.verify("--wait=120s");

      System.out.println("verified: " + verified);
      assertThat(two.records()).as("in flight at 2").isGreaterThanOrEqualTo(IN_FLIGHT_MAX);
      assertThat(one.records()).as("in flight at 1").isGreaterThanOrEqualTo(IN_FLIGHT_MAX / 2);
      assertThat(verified.path("in").asInt()).isEqualTo(RECORDS);
      assertThat(verified.path("out").asInt()).isEqualTo(RECORDS);
      assertThat(verified.get("missing").asInt()).as("missing").isZero();
      assertThat(verified.get("duplicates").asInt()).as("twice").isZero();
      assertThat(verified.get("outOfOrder").asInt()).as("out of order").isZero();
      assertThat(cluster.crashReports()).isEmpty();
    }
  }

  private static RecordsInFlight inFlight(ProcessCluster cluster, int parallelism)
      throws Exception {
    RecordsInFlight held = RecordsInFlight.last(cluster.log("tm"));
    System.out.printf(
        "stopped at parallelism %d with %d records in flight, cap %d%n",
        parallelism, held.records(), parallelism * IN_FLIGHT_MAX);
    return held;
  }
}
