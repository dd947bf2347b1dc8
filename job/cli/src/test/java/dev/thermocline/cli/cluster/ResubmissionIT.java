package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thermocline.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One task manager runs the job with the default bundle again and again: its classes are new each
 * time and gone when it has ended, ONNX Runtime's native code is neither.
 */
@Tag("soak")
class ResubmissionIT {

  private static final int SUBMISSIONS = 6;
  private static final int RECORDS = 300;
  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** The class loader of the job that ended last may be on a stack still. */
  private static final long KEPT_LOADERS = 1;

  @Test
  void theNativeCodeIsLoadedOnceForAllSubmissionsAndEveryRecordIsAnswered() throws Exception {
    try (ProcessCluster cluster = ProcessCluster.start("resubmission", 1)) {
      long pid = cluster.pid("tm1");
      long jobLoaders = 0;
      String job = cluster.submit("parallelism=1");
      for (int i = 1; i <= SUBMISSIONS; i++) {
        if (i > 1) {
          String savepoint = cluster.stopJob();
          jobLoaders = jobLoaders(pid);
          job = cluster.resume(savepoint, "parallelism=1");
        }
        try (CommandRun replay =
            cluster.replay("--records=" + RECORDS, "--rate=max", "--id-prefix=s" + i + "-")) {
          assertThat(replay.await(LIMIT).status()).isZero();
        }
        cluster.await(job, LIMIT, view -> view.emitted() >= RECORDS);
        System.out.printf(
            "submission %d: %d KiB resident, class loaders of ended jobs left %d%n",
            i, residentKib(pid), jobLoaders);
      }
      JsonNode verified = cluster.verify("--wait=60s");

      assertThat(libraries(pid)).as("mapped libraries").hasSize(2);
      assertThat(cluster.pid("tm1")).as("the same process").isEqualTo(pid);
      assertThat(verified.path("out").asInt()).isEqualTo(SUBMISSIONS * RECORDS);
      assertThat(jobLoaders)
          .as("class loaders left of %d ended jobs", SUBMISSIONS - 1)
          .isLessThanOrEqualTo(KEPT_LOADERS);
    }
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

  private static long residentKib(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
