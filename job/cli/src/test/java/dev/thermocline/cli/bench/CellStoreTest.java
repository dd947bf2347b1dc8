package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void aForgottenTraceHasNoCells() throws IOException {
    CellStore store = new CellStore(directory);
    store.write(BenchTrace.RAMP, Contender.ADAPTIVE, 500, MadeCells.cell("adaptive", 1));

    store.forget(BenchTrace.RAMP);
    store.forget(BenchTrace.STEP);

    assertThat(store.has(BenchTrace.RAMP, Contender.ADAPTIVE, 500)).isFalse();
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
