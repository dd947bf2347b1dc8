package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LineupTest {

  private final BenchOptions options =
      MadeCells.options(Path.of("any"), false, List.of(Contender.values()));
  private final Lineup lineup = new Lineup(options, MadeCells.setup(options));

  @Test
  void fixedRungsRunOnceAndTheOthersOncePerSlo() {
    assertThat(lineup.laps(BenchTrace.STEP))
        .extracting(Lineup.Lap::toString)
        .containsExactlyInAnyOrder(
            "full-depth",
            "static-middle",
            "static-limit",
            "aimd-delay@1000ms",
            "aimd-delay@500ms",
            "aimd-busy@1000ms",
            "aimd-busy@500ms",
            "pi-age@1000ms",
            "pi-age@500ms",
            "adaptive@1000ms",
            "adaptive@500ms");
  }

  @Test
  void ofThoseThatHoldTheSameRungOneRuns() {
    assertThat(lineup.standIns())
        .as("the made ladder's only rung with nine tenths of the limit's capacity is the limit's")
        .containsOnly(Map.entry(Contender.STATIC_FEASIBLE, Contender.STATIC_LIMIT));
    assertThat(lineup.contenders()).doesNotContain(Contender.STATIC_FEASIBLE).hasSize(7);
  }

  @Test
  void whoseStandInIsNotAskedForRunsItself() {
    BenchOptions alone =
        MadeCells.options(Path.of("any"), false, List.of(Contender.STATIC_FEASIBLE));

    assertThat(new Lineup(alone, MadeCells.setup(alone)).contenders())
        .containsExactly(Contender.STATIC_FEASIBLE);
  }

  @Test
  void aLimitAtTheBestRungLeavesOneFixedRung() {
    Setup setup = MadeCells.setup(options, 0, 1, 10);

    assertThat(new Lineup(options, setup).contenders())
        .startsWith(Contender.STATIC_LIMIT)
        .doesNotContain(Contender.FULL_DEPTH, Contender.STATIC_MIDDLE, Contender.STATIC_FEASIBLE);
  }

  @Test
  void nobodyRunsFirstOnMoreThanOneOfAsManyTracesAsThereAreRuns() {
    Set<Lineup.Lap> first = new HashSet<>();
    List<BenchTrace> traces = Arrays.asList(BenchTrace.values()).subList(0, 11);

    traces.forEach(trace -> first.add(lineup.laps(trace).get(0)));

    assertThat(first).hasSize(11);
    assertThat(lineup.laps(BenchTrace.STEP)).isEqualTo(lineup.laps(BenchTrace.STEP));
  }
}
