package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.builder.data.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo's process holds outside the Java heap stays flat while records come out of it. */
@Tag("soak")
class MemoryIT {

  /**
   * Growth that is no leak. Over the second half this is 0.7 KiB a record of the small model and 3
   * KiB a record of the default one, whose smallest tensor of a record, one of 16 tokens, has 24: a
   * tensor in eight that is not freed is over it. Compiled code, malloc's fragments and Kafka's
   * direct buffers take the rest.
   */
  private static final long SECOND_HALF_MIB = 32;

  /** The same from the end of the warm-up on, with what the compiler still adds. */
  private static final long WHOLE_MIB = 64;

  @TempDir Path directory;

  @Test
  void staysFlatOverManyRecordsOfASmallModel() throws Exception {
    Path bundle = TinyBundle.write(directory.resolve("bundle"));
    Path data = directory.resolve("data.jsonl");
    writeJsonLines(TinyBundle.examples(500, 1), data);

    ResidentMemory memory =
        run("100000", List.of("--bundle=" + bundle, "--data=" + data, "--load=0.3"));

    assertFlat("small model", memory);
  }

  @Test
  void staysFlatOverManyRecordsOfTheDefaultModel() throws Exception {
    assertFlat("default model", run("20000", List.of()));
  }

  private ResidentMemory run(String records, List<String> options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--records=" + records));
    all.addAll(options);
    return ResidentMemory.ofDemo(directory.resolve("run"), all);
  }

  private static void assertFlat(String name, ResidentMemory memory) {
    ResidentMemory.Sample end = memory.end();
    ResidentMemory.Sample middle = memory.middle();
    ResidentMemory.Sample start = memory.warm();
    System.out.printf(
        "%s: start %s, middle %s, end %s; all %s%n", name, start, middle, end, memory.samples());

    assertThat(middle.records()).as("the middle is sampled, %s", memory).isLessThan(end.records());
    assertThat(start.records()).as("the start is sampled, %s", memory).isLessThan(middle.records());
    assertThat(end.outsideHeapMib() - middle.outsideHeapMib())
        .as("MiB outside the heap from the middle to the end, %s", memory)
        .isLessThanOrEqualTo(SECOND_HALF_MIB);
    assertThat(end.outsideHeapMib() - start.outsideHeapMib())
        .as("MiB outside the heap from the start to the end, %s", memory)
        .isLessThanOrEqualTo(WHOLE_MIB);
  }

  private static void writeJsonLines(List<Example> examples, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Example example : examples) {
      lines.add("{\"text\": \"%s\", \"label\": \"%s\"}".formatted(example.text(), example.label()));
    }
    Files.write(file, lines);
  }
}
