package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.replay.Workload;
import dev.thermocline.flink.config.JobOptions;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class StandTest {

  @Test
  void eachOfTwoSubtasksGetsHalfOfTheRecords() {
    Workload workload =
        Stand.workload("run-", List.of(new Example("e", "text", null, "e")), new int[] {0}, 0);
    int records = 100 * Stand.KEYS;

    long first =
        IntStream.range(0, records)
            .filter(
                number ->
                    KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            workload.key(number), JobOptions.MAX_PARALLELISM, 2)
                        == 0)
            .count();

    assertThat((double) first / records).isCloseTo(0.5, within(0.01));
  }
}
