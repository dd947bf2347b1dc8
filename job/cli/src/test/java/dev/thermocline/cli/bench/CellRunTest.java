package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thermocline.cli.replay.Schedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CellRunTest {

  private final BenchOptions options = MadeCells.options(Path.of("any"), false);
  private final Setup setup = MadeCells.setup(options);

  @Test
  void aTraceStandsAgainstTheMeasuredCapacitiesAfterARunIn() {
    Schedule step = CellRun.schedule(BenchTrace.STEP, setup, options, 1);

    assertThat(step.fallSeconds()).as("3 s and two thirds of 9 s").isCloseTo(9, within(1e-9));
    assertThat(records(step, 0, 3)).as("0.3 of 10 records/s").isBetween(3L, 18L);
    assertThat(records(step, 3, 6)).as("half of 10 records/s").isBetween(6L, 25L);
    assertThat(records(step, 6, 9)).as("0.9 of twice that").isBetween(40L, 70L);
    assertThat(records(step, 9, 12)).isBetween(6L, 25L);
    assertThat(records(step, 12, 1000)).isZero();
  }

  @Test
  void aSlowerMachineGetsThatMuchLess() {
    Schedule all = CellRun.schedule(BenchTrace.STEP, setup, options, 1);
    Schedule half = CellRun.schedule(BenchTrace.STEP, setup, options, 0.5);

    assertThat(half.size()).isBetween(all.size() * 2 / 5, all.size() * 3 / 5);
    assertThat(half.fallSeconds()).isEqualTo(all.fallSeconds());
  }

  @Test
  void anOutageIsThreeCellsLong() {
    Schedule outage = CellRun.schedule(BenchTrace.OUTAGE, setup, options, 1);

    assertThat(records(outage, 0, 30)).isEqualTo(outage.size());
    assertThat(outage.fallSeconds()).as("3 s and 18 of 27 s").isCloseTo(21, within(1e-9));
  }

  @Test
  void aJobThatIsBehindIsLetRunUntilTheLongestSloHasPassedAndIsCommitted() {
    BenchOptions slow =
        new BenchOptions(
            options.bundle(),
            options.data(),
            Duration.ofSeconds(1),
            Optional.of(Duration.ofSeconds(90)),
            options.maxLoss(),
            options.contenders(),
            options.traces(),
            20,
            options.steadySeconds(),
            options.distinct(),
            options.directory(),
            false,
            1);

    assertThat(CellRun.grace(options)).as("two cells of 9 s").isEqualTo(Duration.ofSeconds(30));
    assertThat(CellRun.grace(slow)).as("90 s and two times 2 s").isEqualTo(Duration.ofSeconds(94));
  }

  private static long records(Schedule schedule, double from, double to) {
    return IntStream.range(0, schedule.size())
        .filter(i -> schedule.dueNanos(i) / 1e9 >= from && schedule.dueNanos(i) / 1e9 < to)
        .count();
  }
}
