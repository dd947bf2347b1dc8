package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.thermocline.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One task manager runs the job with the default bundle again and again: its classes are new each
 * time, ONNX Runtime's native code is not.
 */
@Tag("soak")
class ResubmissionIT {

  private static final int SUBMISSIONS = 6;
  private static final int RECORDS = 300;
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @Test
  void theNativeCodeIsLoadedOnceForAllSubmissionsAndEveryRecordIsAnswered() throws Exception {
    try (ProcessCluster cluster = ProcessCluster.start("resubmission", 1)) {
      long pid = cluster.pid("tm1");
      String job = cluster.submit("parallelism=1");
      for (int i = 1; i <= SUBMISSIONS; i++) {
        if (i > 1) {
          job = cluster.resume(cluster.stopJob(), "parallelism=1");
        }
        try (CommandRun replay =
            cluster.replay("--records=" + RECORDS, "--rate=max", "--id-prefix=s" + i + "-")) {
          assertThat(replay.await(LIMIT).status()).isZero();
        }
        cluster.await(job, LIMIT, view -> view.emitted() >= RECORDS);
        System.out.printf("submission %d: %d KiB resident%n", i, residentKib(pid));
      }
      JsonNode verified = cluster.verify("--wait=60s");

      assertThat(libraries(pid)).as("mapped libraries").hasSize(2);
      assertThat(cluster.pid("tm1")).as("the same process").isEqualTo(pid);
      assertThat(verified.path("out").asInt()).isEqualTo(SUBMISSIONS * RECORDS);
      assertThat(verified.get("missing").asInt()).as("missing").isZero();
      assertThat(verified.get("duplicates").asInt()).as("twice").isZero();
      assertThat(verified.get("outOfOrder").asInt()).as("out of order").isZero();
    }
  }

  /** Files of ONNX Runtime's native code in the process: itself and its Java binding. */
  private static Set<String> libraries(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/maps")).stream()
        .filter(line -> line.contains("onnxruntime") && line.contains(".so"))
        .map(line -> line.substring(line.indexOf('/')))
        .collect(Collectors.toSet());
  }

  private static long residentKib(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
