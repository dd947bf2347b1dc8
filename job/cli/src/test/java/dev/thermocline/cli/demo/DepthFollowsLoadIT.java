package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.EarlyExitJob;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.cli.replay.Recording;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The submitted job under more load than full depth carries, and less again. */
@Timeout(240)
@Tag("soak")
class DepthFollowsLoadIT {

  /** Arrivals: a second of little, two of more than full depth carries, four of almost nothing. */
  private static final int BEFORE = 200;

  private static final int PEAK = 1_600;
  private static final int AFTER = 160;
  private static final int RECORDS = BEFORE + PEAK + AFTER;
  private static final int WORK = 10;
  private static final int LAST = 40;
  private static final Demo.Timing TIMING =
      new Demo.Timing(Duration.ofSeconds(1), Duration.ofSeconds(30));

  @Test
  void recordsExitEarlierAtThePeakAndNoLongerAfterIt(@TempDir Path directory) throws Exception {
    Path bundle = TinyBundle.write(directory.resolve("bundle"), WORK);
    DemoOptions options =
        new DemoOptions(
            bundle,
            bundle.resolve("test.jsonl"),
            new DemoLoad.Recorded(arrivals(), RECORDS, OptionalDouble.of(1.3)),
            Optional.of("adaptive"),
            Duration.ofSeconds(1),
            0.05,
            OptionalInt.of(1),
            0,
            5,
            Map.of());

    Measurement measurement =
        new Demo(options, TinyBundle.examples(500, 3), EarlyExitJob::build, TIMING, new Silent())
            .measure();

    Replayed replayed = measurement.replayed();
    assertThat(replayed.faults().none()).as(replayed.faults().describe()).isTrue();
    List<Answer> answers =
        replayed.answers().stream().sorted(Comparator.comparingInt(Answer::number)).toList();
    assertThat(answers).hasSize(RECORDS);
    assertThat(answers.subList(BEFORE, BEFORE + PEAK))
        .extracting(Answer::rung)
        .as("at the peak")
        .contains(1);
    assertThat(answers.subList(RECORDS - LAST, RECORDS))
        .extracting(Answer::rung)
        .as("long after it")
        .containsOnly(0);
  }

  private static Recording arrivals() {
    double[] seconds = new double[RECORDS];
    for (int i = 0; i < RECORDS; i++) {
      if (i < BEFORE) {
        seconds[i] = (double) i / BEFORE;
      } else if (i < BEFORE + PEAK) {
        seconds[i] = 1 + 2.0 * (i - BEFORE) / PEAK;
      } else {
        seconds[i] = 3 + 4.0 * (i - BEFORE - PEAK) / AFTER;
      }
    }
    return Recording.of(seconds);
  }

  private static final class Silent implements Progress {

    @Override
    public void report(String phase, long done, long total) {
      assertThat(done).isBetween(0L, total);
    }

    @Override
    public void say(String message) {
      assertThat(message).isNotBlank();
    }
  }
}
