package dev.thermocline.cli.bench;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.demo.DemoJob;
import dev.thermocline.cli.progress.Progress;
import java.util.ArrayList;
import java.util.List;

/** Benchmarks over {@link MadeCells}, which fail when they start a run. */
final class MadeBench {

  private static final List<Example> EXAMPLES =
      List.of(
          new Example("0", "zero", "b", "0"),
          new Example("1", "one", null, "1"),
          new Example("2", "two", "a", "2"),
          new Example("3", "three", "b", "3"));

  private static final DemoJob NEVER =
      (environment, options) -> {
        throw new IllegalStateException("a run was started");
      };

  private MadeBench() {}

  /** On step the limit agrees on 80 %, adaptive on 90 %; on outage all are 2 s old. */
  static void finish(BenchOptions options) throws Exception {
    MadeCells.setup(Setup.Key.of(options), 2, 0.5, 20).write(options.directory());
    CellStore store = new CellStore(options.directory().resolve("cells"));
    for (long sloMs : new long[] {1000, 500}) {
      for (Contender contender : options.contenders()) {
        Cell step = MadeCells.cell(contender.toString(), 9);
        Cell outage = MadeCells.cell(contender.toString(), 27);
        for (int i = 0; i < step.records().size(); i++) {
          boolean disagrees = contender == Contender.STATIC_LIMIT ? i % 5 == 0 : i % 10 == 0;
          step.records().agrees()[i] = !disagrees;
          step.records().right()[i] = step.records().example()[i] == 1 ? -1 : 1;
          if (sloMs == 500 && contender == Contender.ADAPTIVE && disagrees) {
            MadeCells.age(step, i, 700);
          }
        }
        for (int i = 0; i < outage.records().size(); i++) {
          MadeCells.age(outage, i, 2000);
        }
        store.write(BenchTrace.STEP, contender, sloMs, step);
        store.write(BenchTrace.OUTAGE, contender, sloMs, outage);
      }
    }
  }

  static Bench bench(BenchOptions options) {
    return bench(options, new ArrayList<>());
  }

  static Bench bench(BenchOptions options, List<String> said) {
    return new Bench(options, EXAMPLES, NEVER, hearing(said));
  }

  /** Progress that keeps what it is told. */
  static Progress hearing(List<String> said) {
    return new Progress() {
      @Override
      public void report(String phase, long done, long total) {}

      @Override
      public void say(String message) {
        said.add(message);
      }
    };
  }
}
