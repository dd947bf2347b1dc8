package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo is told to end in the middle of the load, at random moments. {@code -Dshutdown.rounds}
 * says how often, {@code -Dshutdown.seed} fixes the moments.
 */
class ShutdownIT {

  private static final int ROUNDS = Integer.getInteger("shutdown.rounds", 20);
  private static final long SEED = Long.getLong("shutdown.seed", 1);

  private static final String SATURATED = "measuring full-depth, saturated: ";
  private static final String REPLAYING = "replaying: ";
  private static final int LONGEST_MILLIS = 8_000;
  private static final long LIMIT_SECONDS = 20;

  /** 128 + SIGTERM. */
  private static final int TOLD_TO_END = 143;

  @TempDir Path directory;

  @Test
  void endsCleanlyWhenItIsToldToUnderSaturation() throws Exception {
    endOnce(directory, SATURATED, new SplittableRandom(SEED));
  }

  /** Every other round under the replay, the rest under saturation, which is sooner. */
  @Test
  @Tag("soak")
  void endsCleanlyWheneverItIsTold() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 1; round <= ROUNDS; round++) {
      String phase = round % 2 == 0 ? REPLAYING : SATURATED;

      String ended = endOnce(directory.resolve("round" + round), phase, random);

      System.out.printf("round %d of %d: %s%n", round, ROUNDS, ended);
    }
  }

  private static String endOnce(Path directory, String phase, SplittableRandom random)
      throws Exception {
    int afterMillis = random.nextInt(LONGEST_MILLIS);
    try (DemoProcess demo =
        DemoProcess.start(directory, "1g", List.of(), List.of("--records=6000"))) {
      demo.awaitLine(line -> line.startsWith(phase));
      pause(afterMillis);
      List<ProcessHandle> children =
          ProcessHandle.of(demo.pid()).orElseThrow().descendants().toList();

      long told = System.nanoTime();
      demo.terminate();
      int status = demo.awaitEnd(LIMIT_SECONDS);
      long millis = (System.nanoTime() - told) / 1_000_000;

      assertThat(status).as(demo.errors().toString()).isEqualTo(TOLD_TO_END);
      assertThat(demo.errors()).as("no failure is reported").noneMatch(ShutdownIT::failure);
      assertThat(demo.errors()).contains("interrupted; no report written");
      assertThat(demo.directory()).isDirectoryNotContaining("glob:**hs_err*");
      assertThat(demo.temporary()).isEmptyDirectory();
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      return "%s%d ms later told to end, ended with %d after %d ms"
          .formatted(phase, afterMillis, status, millis);
    }
  }

  private static boolean failure(String line) {
    return line.startsWith("thermocline:") || line.contains("SIG") || line.contains("Exception");
  }

  /** Lets the load go on for some time. */
  private static void pause(int millis) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
  }
}
