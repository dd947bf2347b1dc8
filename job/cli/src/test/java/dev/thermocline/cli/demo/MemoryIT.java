package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.builder.data.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory of the demo's process while records go through it. The heap is taken whole at the start,
 * so that what grows is outside of it: ONNX Runtime, direct memory, the JVM itself.
 */
@Tag("soak")
class MemoryIT {

  private static final Pattern REPLAYED = Pattern.compile("replaying: (\\d+) of (\\d+)");
  private static final double FLAT = 1.05;
  private static final long LIMIT_SECONDS = 120;

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
            directory.resolve("run"), "2g", List.of("-Xms2g", "-XX:+AlwaysPreTouch"), all)) {
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
    Sample start = samples.get(0);
    Sample end = samples.get(samples.size() - 1);
    Sample middle =
        samples.stream().filter(sample -> sample.records >= end.records / 2).findFirst().get();
    System.out.printf(
        Locale.ROOT,
        "%s: start %s, middle %s, end %s; all %s%n",
        name,
        start,
        middle,
        end,
        samples);

    assertThat(samples).as("sampled often enough to have a middle").hasSizeGreaterThan(3);
    assertThat(end.residentKilobytes)
        .as("resident at the end, %s", samples)
        .isLessThanOrEqualTo((long) (middle.residentKilobytes * FLAT));
  }

  private static void writeJsonLines(List<Example> examples, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Example example : examples) {
      lines.add("{\"text\": \"%s\", \"label\": \"%s\"}".formatted(example.text(), example.label()));
    }
    Files.write(file, lines);
  }

  /** Memory of a process once so many records were through it. */
  private record Sample(long records, long residentKilobytes, long anonymousKilobytes) {

    static Sample of(long pid, long records) throws IOException {
      List<String> status = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
      return new Sample(records, kilobytes(status, "VmRSS"), kilobytes(status, "RssAnon"));
    }

    private static long kilobytes(List<String> status, String name) {
      String line = status.stream().filter(l -> l.startsWith(name + ":")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", ""));
    }

    @Override
    public String toString() {
      return "%d MiB (%d anonymous) at %d"
          .formatted(residentKilobytes >> 10, anonymousKilobytes >> 10, records);
    }
  }
}
