package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cli.command.BenchCommand;
import dev.thermocline.cli.demo.Faults;
import dev.thermocline.cli.demo.TinyBundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command on a directory that holds finished cells, which it reports without a run. */
class BenchResumeTest {

  @TempDir static Path shared;

  @TempDir Path directory;

  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void writeBundleAndData() throws IOException {
    TinyBundle.write(shared.resolve("bundle"));
    String records = "{\"text\": \"some words\", \"label\": \"a\"}\n".repeat(4);
    Files.writeString(shared.resolve("data"), records);
    Files.writeString(shared.resolve("data.jsonl"), records);
  }

  @Test
  void fewerControllersAreReportedFromTheCellsLengthThatIsThere() throws Exception {
    finish(MadeCells.NONE);

    int status = resume("--quick", "--controllers", "static-limit");

    assertThat(status).as(err.toString()).isZero();
    assertThat(directory.resolve(Bench.JSON)).isNotEmptyFile();
  }

  @Test
  void anotherLengthThatIsAskedForIsRefused() throws Exception {
    finish(MadeCells.NONE);

    assertThat(resume("--seconds", "10")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("seconds=9", "seconds=10");
  }

  @Test
  void withNothingToGoOnWithNoneIsBegun() {
    assertThat(resume()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString())
        .contains("--out is " + directory + ", which holds no benchmark to go on with; ")
        .contains("leave --resume out to begin one");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatIsFinishedShowsThatThereIsABenchmarkToGoOnWith() throws Exception {
    assertThat(Bench.isIn(directory)).isFalse();

    finish(MadeCells.NONE);

    assertThat(Bench.isIn(directory)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 6})
  void aCellWithAFaultEndsWithStatusOne(int fault) throws Exception {
    int[] counts = new int[7];
    counts[fault] = 1;

    finish(
        new Faults(
            counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6] == 1));

    assertThat(resume()).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(directory.resolve(Bench.PAGE)).isNotEmptyFile();
  }

  private void finish(Faults faults) throws Exception {
    BenchOptions options = MadeCells.options(shared.resolve("bundle"), directory, true);
    MadeCells.setup(Setup.Key.of(options), 2, 0.5, 20).write(directory);
    CellStore store = new CellStore(directory.resolve("cells"));
    for (Contender contender : options.contenders()) {
      Cell cell = MadeCells.cell(contender.toString(), 9, 1, faults);
      store.write(BenchTrace.STEP, contender, 1000, cell);
    }
  }

  private int resume(String... more) {
    List<String> args =
        new ArrayList<>(List.of("--resume", "--traces", "step", "--also-slo", "0s"));
    args.addAll(List.of("--controllers", "static-limit,adaptive"));
    args.addAll(List.of("--bundle", shared.resolve("bundle").toString()));
    args.addAll(List.of("--data", shared.resolve("data.jsonl").toString()));
    args.addAll(List.of("--out", directory.toString()));
    args.addAll(List.of(more));
    return new CommandLine(new BenchCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOverwrittenOptionsAllowed(true)
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err))
        .execute(args.toArray(String[]::new));
  }
}
