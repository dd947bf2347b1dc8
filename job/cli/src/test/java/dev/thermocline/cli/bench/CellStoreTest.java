package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellStoreTest {

  @TempDir Path directory;

  @Test
  void aCellComesBackAsItWasWritten() throws IOException {
    CellStore store = new CellStore(directory);
    Cell cell = MadeCells.cell("adaptive", 3);
    MadeCells.age(cell, 7, Double.NaN);
    cell.records().agrees()[2] = false;

    store.write(BenchTrace.RAMP, Contender.ADAPTIVE, 500, cell);
    Cell read = store.finished(BenchTrace.RAMP, Contender.ADAPTIVE, 500);

    assertThat(read)
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(cell);
    assertThat(store.has(BenchTrace.RAMP, Contender.ADAPTIVE, 500)).isTrue();
    assertThat(store.has(BenchTrace.RAMP, Contender.ADAPTIVE, 1000)).isFalse();
  }

  @Test
  void aFixedRungsCellServesEverySlo() throws IOException {
    CellStore store = new CellStore(directory);

    store.write(BenchTrace.RAMP, Contender.FULL_DEPTH, 1000, MadeCells.cell("full-depth", 1));

    assertThat(store.has(BenchTrace.RAMP, Contender.FULL_DEPTH, 500)).isTrue();
  }

  @Test
  void whatWasBegunAndNotEndedIsMissingAndNothingElseIs() throws IOException {
    CellStore store = new CellStore(directory);
    List<Lineup.Lap> first = List.of(lap(Contender.ADAPTIVE, 500), lap(Contender.PI_AGE, 500));
    List<Lineup.Lap> more = List.of(lap(Contender.AIMD_BUSY, 500), lap(Contender.FULL_DEPTH, 500));
    List<Lineup.Lap> all = Stream.concat(first.stream(), more.stream()).toList();
    run(store, first);
    store.end(BenchTrace.RAMP, first);

    run(store, more);

    assertThat(store.missing(BenchTrace.RAMP, first)).isEmpty();
    assertThat(store.missing(BenchTrace.RAMP, all)).isEqualTo(more);
    store.begin(BenchTrace.RAMP, more.subList(0, 1));
    store.end(BenchTrace.RAMP, more.subList(0, 1));
    assertThat(store.missing(BenchTrace.RAMP, all)).isEqualTo(more.subList(1, 2));
    assertThat(store.missing(BenchTrace.STEP, first)).as("another trace").isEqualTo(first);
  }

  private static Lineup.Lap lap(Contender contender, int sloMs) {
    return new Lineup.Lap(contender, Duration.ofMillis(sloMs));
  }

  private static void run(CellStore store, List<Lineup.Lap> laps) throws IOException {
    store.begin(BenchTrace.RAMP, laps);
    for (Lineup.Lap lap : laps) {
      store.write(
          BenchTrace.RAMP, lap.contender(), 500, MadeCells.cell(lap.contender().toString(), 1));
    }
  }

  @Test
  void aFileThatIsNoCellIsNamed() throws IOException {
    Path file = directory.resolve("ramp/adaptive@500ms.csv.gz");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "not compressed");

    assertThatThrownBy(
            () -> new CellStore(directory).finished(BenchTrace.RAMP, Contender.ADAPTIVE, 500))
        .isInstanceOf(IOException.class);
  }
}
