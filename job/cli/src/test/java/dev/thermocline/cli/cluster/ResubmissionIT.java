package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thermocline.cli.CommandRun;
import dev.thermocline.cli.figures.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One task manager runs the job with the default bundle, which is cancelled and goes on from its
 * last checkpoint again and again: its classes are new each time and gone when it has ended, ONNX
 * Runtime's native code is neither, and what a job took the next one takes.
 */
@Tag("soak")
class ResubmissionIT {

  private static final int CYCLES = 10;
  private static final int RECORDS = 300;
  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** Cycles in which compiled code and the heaps of malloc are still filled for the first time. */
  private static final int WARM_UP = 3;

  /** What a cycle may add to the process after those. */
  private static final double GROWTH_MIB = 30;

  /** The class loader of the job that ended last may be on a stack still. */
  private static final long KEPT_LOADERS = 1;

  private static final double KIB_PER_MIB = 1024;
  private static final String JAVA_OPTIONS = "env.java.opts.all";

  /** What is found in the task manager once a job has ended. */
  private record Left(double residentMib, Set<String> libraries, long jobLoaders) {

    static Left in(long pid) throws Exception {
      // Counting the loaders frees what can be freed.
      long jobLoaders = ResubmissionIT.jobLoaders(pid);
      return new Left(ResubmissionIT.residentMib(pid), ResubmissionIT.libraries(pid), jobLoaders);
    }
  }

  @Test
  void cyclesLeaveMemoryClassesAndNativeCodeAsTheyWereAndEveryRecordIsAnswered() throws Exception {
    try (ProcessCluster cluster = ProcessCluster.start("resubmission", 1, touchedHeap())) {
      long pid = cluster.pid("tm1");
      List<Left> left = new ArrayList<>();
      String job = cluster.submit("parallelism=1");
      for (int cycle = 1; cycle <= CYCLES; cycle++) {
        answer(cluster, job, cycle);
        cluster.cancelJob();
        left.add(Left.in(pid));
        print(cycle, left.get(cycle - 1));
        job = cluster.resume(cluster.lastCheckpoint(), "parallelism=1");
      }
      answer(cluster, job, CYCLES + 1);
      JsonNode verified = cluster.verify("--wait=60s");
      double slope = slopeMib(left.subList(WARM_UP - 1, CYCLES));
      System.out.printf(
          Locale.ROOT, "%.1f MiB a cycle from cycle %d to %d%n", slope, WARM_UP, CYCLES);

      assertThat(verified.path("out").asInt()).isEqualTo((CYCLES + 1) * RECORDS);
      assertThat(cluster.pid("tm1")).as("the same process").isEqualTo(pid);
      Set<String> libraries = left.get(0).libraries;
      assertThat(libraries).as("mapped libraries").hasSize(2);
      assertThat(left)
          .allSatisfy(each -> assertThat(each.libraries).isEqualTo(libraries))
          .allSatisfy(each -> assertThat(each.jobLoaders).isLessThanOrEqualTo(KEPT_LOADERS));
      assertThat(slope).as("MiB a cycle").isLessThanOrEqualTo(GROWTH_MIB);
    }
  }

  /** Takes the heap whole at the start, so that what is resident grows by all the rest only. */
  private static String touchedHeap() throws IOException {
    Path settings =
        Path.of(
            System.getProperty("thermocline.repository"),
            "deploy/flink/src/main/flink/conf/config.yaml");
    String given =
        Files.readAllLines(settings).stream()
            .filter(line -> line.startsWith(JAVA_OPTIONS + ":"))
            .map(line -> line.substring(JAVA_OPTIONS.length() + 1).strip())
            .findFirst()
            .orElseThrow();
    return JAVA_OPTIONS + "=" + given + " -XX:+AlwaysPreTouch";
  }

  /** Has the job answer some records, and complete a checkpoint to go on from. */
  private static void answer(ProcessCluster cluster, String job, int cycle) throws Exception {
    try (CommandRun replay =
        cluster.replay("--records=" + RECORDS, "--rate=max", "--id-prefix=s" + cycle + "-")) {
      assertThat(replay.await(LIMIT).status()).isZero();
    }
    cluster.await(
        job, LIMIT, view -> view.emitted() >= RECORDS && view.checkpoints().completed() > 0);
  }

  private static void print(int cycle, Left left) {
    System.out.printf(
        Locale.ROOT,
        "cycle %d: %.0f MiB resident, %d native libraries mapped, class loaders of ended jobs %d%n",
        cycle,
        left.residentMib,
        left.libraries.size(),
        left.jobLoaders);
  }

  private static double slopeMib(List<Left> left) {
    return Statistics.slope(
        IntStream.range(0, left.size()).asDoubleStream().toArray(),
        left.stream().mapToDouble(Left::residentMib).toArray());
  }

  /** Files of ONNX Runtime's native code in the process: itself and its Java binding. */
  private static Set<String> libraries(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/maps")).stream()
        .filter(line -> line.contains("onnxruntime") && line.contains(".so"))
        .map(line -> line.substring(line.indexOf('/')))
        .collect(Collectors.toSet());
  }

  /** Class loaders of jobs that the garbage collector finds held by something. */
  private static long jobLoaders(long pid) throws Exception {
    // What the first run finds to be finalised or cleaned is gone in the second.
    jcmd(pid, "GC.run");
    jcmd(pid, "GC.run");
    return jcmd(pid, "VM.classloader_stats")
        .lines()
        .filter(line -> line.endsWith(".ChildFirstClassLoader"))
        .count();
  }

  private static String jcmd(long pid, String command) throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    CommandRun.Result run =
        CommandRun.run(LIMIT, Map.of(), List.of(jcmd, Long.toString(pid), command));
    assertThat(run.status()).as(run.errors()).isZero();
    return run.out();
  }

  private static double residentMib(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB)
        .findFirst()
        .orElseThrow();
  }
}
