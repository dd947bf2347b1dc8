package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cli.figures.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of the demo's process outside the Java heap while records come out of it: ONNX Runtime,
 * direct memory, the JVM itself. The heap is taken whole at the start and never given back, so what
 * is resident beyond it is all the rest.
 *
 * @param samples in the order they were taken
 */
record ResidentMemory(List<Sample> samples) {

  private static final Pattern REPLAYED = Pattern.compile("replaying: (\\d+) of (\\d+)");
  private static final long LIMIT_SECONDS = 120;
  private static final int HEAP_MIB = 2048;
  private static final double NANOS_PER_HOUR = TimeUnit.HOURS.toNanos(1);

  /**
   * Part of the records after which sessions, lanes and compiled code are those of the long run.
   */
  private static final int WARM_UP_DIVISOR = 10;

  /**
   * Memory of the process at one moment.
   *
   * @param records that have come out by then
   * @param outsideHeapMib resident beyond the heap
   * @param nanos when, by the clock of {@link System#nanoTime}
   */
  record Sample(long records, long outsideHeapMib, long nanos) {

    private static Sample of(long pid, long records) throws IOException {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .map(resident -> new Sample(records, resident - HEAP_MIB, System.nanoTime()))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public String toString() {
      return "%d MiB at %d".formatted(outsideHeapMib, records);
    }
  }

  /**
   * Samples a demo until all its records are out; fails when it does.
   *
   * @param directory used as working directory
   */
  static ResidentMemory ofDemo(Path directory, List<String> options) throws Exception {
    List<Sample> samples = new ArrayList<>();
    try (DemoProcess demo =
        DemoProcess.start(
            directory,
            HEAP_MIB + "m",
            List.of("-Xms" + HEAP_MIB + "m", "-XX:+AlwaysPreTouch"),
            options)) {
      boolean done = false;
      while (!done) {
        Matcher line = REPLAYED.matcher(demo.awaitLine(text -> REPLAYED.matcher(text).matches()));
        assertThat(line.matches()).isTrue();
        samples.add(Sample.of(demo.pid(), Long.parseLong(line.group(1))));
        done = line.group(1).equals(line.group(2));
      }
      assertThat(demo.awaitEnd(LIMIT_SECONDS)).as(demo.errors().toString()).isZero();
    }
    return new ResidentMemory(List.copyOf(samples));
  }

  /** When the warm-up was over. */
  Sample warm() {
    return from(end().records / WARM_UP_DIVISOR);
  }

  /** When half of the records were out. */
  Sample middle() {
    return from(end().records / 2);
  }

  /** The last one. */
  Sample end() {
    return samples.get(samples.size() - 1);
  }

  /** Growth a hour by the line of least squares through all samples since the warm-up. */
  double slopeMibPerHour() {
    Sample warm = warm();
    List<Sample> since = samples.subList(samples.indexOf(warm), samples.size());
    return Statistics.slope(
        since.stream().mapToDouble(each -> (each.nanos - warm.nanos) / NANOS_PER_HOUR).toArray(),
        since.stream().mapToDouble(Sample::outsideHeapMib).toArray());
  }

  private Sample from(long records) {
    return samples.stream().filter(sample -> sample.records >= records).findFirst().orElseThrow();
  }
}
