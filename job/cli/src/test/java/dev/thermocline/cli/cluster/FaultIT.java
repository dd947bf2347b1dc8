package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One of the faults that {@code deploy/faults} strikes, with no more records than it needs. */
class FaultIT {

  private static final int RECORDS = 2_500;

  @Test
  void aTaskManagerKilledUnderLoadLosesDoublesAndDisordersNothing() throws Exception {
    FaultRun run =
        new FaultRun(
            Fault.named("task-manager-killed"),
            Trial.small(RECORDS),
            RECORDS,
            line -> System.out.println("task-manager-killed: " + line));

    FaultResult result = run.play(null);

    assertThat(result.broken()).isEmpty();
    assertThat(result.strokes()).isNotNull();
  }
}
