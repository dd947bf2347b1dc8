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

  /**
   * More than a subtask works off while it waits for the barrier from a source that another subtask
   * holds up: nothing follows then, and a low cap would be drained by the time of the savepoint.
   */
  private static final int IN_FLIGHT_MAX = 256;

  private static final Duration LIMIT = Duration.ofMinutes(8);

  @Test
  void nothingIsLostOrTwiceAndEveryKeyKeepsItsOrderFromTwoToOneToThree() throws Exception {
    try (ProcessCluster cluster = ProcessCluster.start("savepoint-rescale", 3)) {
      try (CommandRun replay =
          cluster.replay("--records=" + RECORDS, "--rate=max", "--keys=1000", "--key-skew=0")) {
        assertThat(replay.await(LIMIT).status()).isZero();
      }

      String job = cluster.submit("parallelism=2", "inflight.max=" + IN_FLIGHT_MAX);
      cluster.await(job, LIMIT, view -> view.emitted() > RECORDS / 4);
      Savepoint fromTwo = Savepoint.read(cluster.stopJob());
      long two = inFlight(cluster, fromTwo);

      job = cluster.resume(fromTwo.path(), "parallelism=1", "inflight.max=" + IN_FLIGHT_MAX);
      cluster.await(job, LIMIT, view -> view.emitted() > RECORDS / 8);
      Savepoint fromOne = Savepoint.read(cluster.stopJob());
      long one = inFlight(cluster, fromOne);

      cluster.resume(fromOne.path(), "parallelism=3", "inflight.max=" + IN_FLIGHT_MAX);
      JsonNode verified = cluster.verify("--wait=120s");
      Savepoint fromThree = Savepoint.read(cluster.stopJob());

      assertThat(fromTwo.parallelism()).isEqualTo(2);
      assertThat(fromOne.parallelism()).isEqualTo(1);
      assertThat(fromThree.parallelism()).isEqualTo(3);
      assertThat(two).as("in flight at 2").isGreaterThanOrEqualTo(2 * IN_FLIGHT_MAX / 2);
      assertThat(one).as("in flight at 1").isGreaterThanOrEqualTo(IN_FLIGHT_MAX / 2);
      assertThat(Savepoint.recordsRunAgain(cluster.log("tm")))
          .as("records run again")
          .isEqualTo(two + one);
      assertThat(verified.path("in").asInt()).isEqualTo(RECORDS);
      assertThat(verified.path("out").asInt()).isEqualTo(RECORDS);
      assertThat(cluster.crashReports()).isEmpty();
    }
  }

  private static long inFlight(ProcessCluster cluster, Savepoint savepoint) throws Exception {
    long held = savepoint.recordsInFlight(cluster.log("tm"));
    System.out.printf(
        "stopped at parallelism %d by checkpoint %d with %d records in flight, cap %d%n",
        savepoint.parallelism(),
        savepoint.checkpoint(),
        held,
        savepoint.parallelism() * IN_FLIGHT_MAX);
    return held;
  }
}
