package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchLapsTest {
  private static final Duration SLO = Duration.ofSeconds(1);
  private static final Lineup.Lap LIMIT = new Lineup.Lap(Contender.STATIC_LIMIT, SLO);
  private static final Lineup.Lap ADAPTIVE = new Lineup.Lap(Contender.ADAPTIVE, SLO);

  @TempDir Path directory;

  private final List<String> ran = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  @Test
  void theLoadOfAllIsScaledToTheUsualPaceOfBeforeTheFirst() throws Exception {
    CellStore store = run(1.1, 1.0, 1.15, 1.02);

    assertThat(ran).containsExactly("static-limit at 1.1", "adaptive at 1.1");
    assertThat(said).isEmpty();
    assertThat(paces(store, Contender.STATIC_LIMIT)).containsExactly(1.1, 1.0, 1.15);
    assertThat(paces(store, Contender.ADAPTIVE)).containsExactly(1.1, 1.15, 1.02);
    assertThat(store.missing(BenchTrace.STEP, List.of(LIMIT, ADAPTIVE))).isEmpty();
  }

  @Test
  void aRunAroundWhichThePaceIsAnotherIsRunOnceMoreUnderTheSameLoad() throws Exception {
    CellStore store = run(1.0, 1.0, 0.78, 1.1, 1.0);

    assertThat(ran)
        .containsExactly("static-limit at 1.0", "static-limit at 1.0", "adaptive at 1.0");
    assertThat(said)
        .containsExactly(
            "step, static-limit: the machine's pace was 1.00 before and 0.78 after it, the load's"
                + " is 1.00; it is run once more");
    assertThat(paces(store, Contender.STATIC_LIMIT)).containsExactly(1.0, 0.78, 1.1);
  }

  @Test
  void aPaceThatStaysAwayIsKeptAndMarked() throws Exception {
    CellStore store = run(1.0, 1.0, 0.75, 0.9, 1.0);

    assertThat(ran).hasSize(3);
    assertThat(store.run(BenchTrace.STEP, Contender.STATIC_LIMIT, 1000).disturbed()).isTrue();
    assertThat(store.run(BenchTrace.STEP, Contender.ADAPTIVE, 1000).disturbed()).isFalse();
  }

  @Test
  void whatIsAddedToATraceLaterHasTheSameLoad() throws Exception {
    run(List.of(LIMIT), 0.95, 1.0, 1.0);
    run(List.of(ADAPTIVE), 1.05, 1.0, 1.0);

    assertThat(ran).containsExactly("static-limit at 0.95", "adaptive at 0.95");
  }

  @Test
  void aTraceThatIsRunAgainHasALoadOfItsOwn() throws Exception {
    run(List.of(LIMIT), 0.95, 1.0, 1.0);
    new CellStore(directory).begin(BenchTrace.STEP, List.of(LIMIT));
    run(List.of(LIMIT), 1.05, 1.0, 1.0);

    assertThat(ran).containsExactly("static-limit at 0.95", "static-limit at 1.05");
  }

  private CellStore run(double usual, Double... paces) throws Exception {
    return run(List.of(LIMIT, ADAPTIVE), usual, paces);
  }

  private CellStore run(List<Lineup.Lap> laps, double usual, Double... paces) throws Exception {
    CellStore store = new CellStore(directory);
    Deque<Double> left = new ArrayDeque<>(List.of(paces));
    new BenchLaps(
            (trace, contender, slo, pace) -> {
              ran.add(contender + " at " + pace);
              return MadeCells.cell(contender.toString(), 9);
            },
            left::pop,
            () -> usual,
            store,
            MadeBench.hearing(said))
        .run(BenchTrace.STEP, laps);
    assertThat(left).isEmpty();
    return store;
  }

  private static List<Double> paces(CellStore store, Contender contender) throws Exception {
    Cell.Run run = store.run(BenchTrace.STEP, contender, 1000);
    return List.of(run.pace(), run.paceBefore(), run.paceAfter());
  }
}
