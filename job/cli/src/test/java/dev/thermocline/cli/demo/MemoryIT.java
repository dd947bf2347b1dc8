package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.builder.data.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory of the demo's process outside the Java heap while records come out of it: ONNX Runtime,
 * direct memory, the JVM itself. The heap is taken whole at the start and never given back, so what
 * is resident beyond it is all the rest.
 */
@Tag("soak")
class MemoryIT {

  private static final Pattern REPLAYED = Pattern.compile("replaying: (\\d+) of (\\d+)");
  private static final long LIMIT_SECONDS = 120;
  private static final int HEAP_MIB = 2048;

  /**
   * Part of the records after which sessions, lanes and compiled code are those of the long run.
   */
  private static final int WARM_UP_DIVISOR = 10;

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

    List<Sample> samples =
        samples("100000", List.of("--bundle=" + bundle, "--data=" + data, "--load=0.3"));

    assertFlat("small model", samples);
  }

  @Test
  void staysFlatOverManyRecordsOfTheDefaultModel() throws Exception {
    assertFlat("default model", samples("20000", List.of()));
  }

  private List<Sample> samples(String records, List<String> options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--records=" + records));
    all.addAll(options);
    List<Sample> samples = new ArrayList<>();
    try (DemoProcess demo =
        DemoProcess.start(
            directory.resolve("run"),
            HEAP_MIB + "m",
            List.of("-Xms" + HEAP_MIB + "m", "-XX:+AlwaysPreTouch"),
            all)) {
      boolean done = false;
      while (!done) {
        Matcher line = REPLAYED.matcher(demo.awaitLine(text -> REPLAYED.matcher(text).matches()));
        assertThat(line.matches()).isTrue();
        samples.add(Sample.of(demo.pid(), Long.parseLong(line.group(1))));
        done = line.group(1).equals(line.group(2));
      }
      assertThat(demo.awaitEnd(LIMIT_SECONDS)).as(demo.errors().toString()).isZero();
    }
    return samples;
  }

  private static void assertFlat(String name, List<Sample> samples) {
    Sample end = samples.get(samples.size() - 1);
    Sample start = first(samples, end.records / WARM_UP_DIVISOR);
    Sample middle = first(samples, end.records / 2);
    System.out.printf(
        "%s: start %s, middle %s, end %s; all %s%n", name, start, middle, end, samples);

    assertThat(middle.records).as("the middle is sampled, %s", samples).isLessThan(end.records);
    assertThat(start.records).as("the start is sampled, %s", samples).isLessThan(middle.records);
    assertThat(end.outsideHeapMib - middle.outsideHeapMib)
        .as("MiB outside the heap from the middle to the end, %s", samples)
        .isLessThanOrEqualTo(SECOND_HALF_MIB);
    assertThat(end.outsideHeapMib - start.outsideHeapMib)
        .as("MiB outside the heap from the start to the end, %s", samples)
        .isLessThanOrEqualTo(WHOLE_MIB);
  }

  private static Sample first(List<Sample> samples, long records) {
    return samples.stream().filter(sample -> sample.records >= records).findFirst().orElseThrow();
  }

  private static void writeJsonLines(List<Example> examples, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Example example : examples) {
      lines.add("{\"text\": \"%s\", \"label\": \"%s\"}".formatted(example.text(), example.label()));
    }
    Files.write(file, lines);
  }

  /**
   * Memory of the process at one moment.
   *
   * @param records that have come out by then
   * @param outsideHeapMib resident beyond the heap
   */
  private record Sample(long records, long outsideHeapMib) {

    static Sample of(long pid, long records) throws IOException {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .map(resident -> new Sample(records, resident - HEAP_MIB))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public String toString() {
      return "%d MiB at %d".formatted(outsideHeapMib, records);
    }
  }
}
