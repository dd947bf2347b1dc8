package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.cli.replay.Recording;
import dev.thermocline.cli.replay.TraceName;
import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.schemas.DeadLetter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class DemoTest {

  private static final Demo.Timing TIMING =
      new Demo.Timing(Duration.ofSeconds(1), Duration.ofSeconds(6));

  private static final List<Example> EXAMPLES =
      IntStream.range(0, 300)
          .mapToObj(
              i -> new Example("id" + i, "label" + i % 3 + " text " + i, "label" + i % 4, "group"))
          .toList();

  private static final Map<String, String> JOB = Map.of("batch.linger", "7 ms");

  private final List<String> said = new ArrayList<>();

  @Test
  void accountsForEveryRecordTheSpoiltOnesTooAndGivesBothRunsTheOptionsOfTheJob() throws Exception {
    List<Map<String, String>> runs = new ArrayList<>();
    DemoJob faultless = new StandInJob(StandInJob.Conduct.FAULTLESS);
    DemoJob job =
        (environment, configuration) -> {
          runs.add(configuration.toMap());
          faultless.build(environment, configuration);
        };

    Measurement measurement =
        new Demo(options(500, 50), EXAMPLES, job, TIMING, progress()).measure();

    assertThat(runs)
        .allSatisfy(run -> assertThat(run).containsEntry("batch.linger", "7 ms"))
        .extracting(run -> run.get("control.mode"))
        .containsExactly("off", null);

    DemoReport report = measurement.report();
    assertThat(report.recordsIn()).isEqualTo(500);
    assertThat(report.recordsOut()).isEqualTo(490);
    assertThat(report.deadLettered()).isEqualTo(10);
    assertThat(report.missing()).isZero();
    assertThat(report.duplicates()).isZero();
    assertThat(measurement.replayed().faults().none())
        .as(measurement.replayed().faults().describe())
        .isTrue();
    assertThat(measurement.replayed().deadLetters())
        .extracting(DeadLetter::getStage)
        .containsOnly("decode");
    assertThat(report.fullDepthCapacity()).isPositive();
    assertThat(report.agreement()).isEqualTo(1);
    assertThat(report.accuracy()).isEqualTo(report.fullDepthAccuracy()).isBetween(0.1, 0.9);
    assertThat(report.exitCounts()).containsExactly(0, 490, 0);
    assertThat(report.latencyMs().p50()).isNotNull();
    assertThat(report.visibleLatencyMs().p99()).isGreaterThan(report.latencyMs().p50());
    assertThat(said).anyMatch(line -> line.startsWith("full depth does"));
  }

  @Test
  void aJobThatLosesOneRecordAndRepeatsAnotherIsFoundOut() throws Exception {
    DemoJob faulty = new StandInJob(StandInJob.Conduct.LOSES_NUMBER_7_AND_REPEATS_NUMBER_3);

    Demo.Outcome outcome = new Demo(options(100, 0), EXAMPLES, faulty, TIMING, progress()).run();

    assertThat(outcome.report().missing()).isEqualTo(1);
    assertThat(outcome.report().duplicates()).isEqualTo(1);
    assertThat(outcome.report().recordsOut()).isEqualTo(99);
    assertThat(outcome.passed()).isFalse();
    assertThat(said).anyMatch(line -> line.startsWith("nothing has come out for 6 s"));
  }

  @Test
  void aJobThatMixesUpGoodAndSpoiltRecordsIsFoundOut() throws Exception {
    DemoJob faulty = new StandInJob(StandInJob.Conduct.MIXES_UP_GOOD_AND_SPOILT);

    Demo.Outcome outcome = new Demo(options(100, 50), EXAMPLES, faulty, TIMING, progress()).run();

    assertThat(outcome.faults()).isEqualTo(new Faults(1, 0, 0, 1, 1, 1, false));
    assertThat(outcome.passed()).isFalse();
    assertThat(outcome.faults().describe())
        .contains(
            "good records were dead-lettered", "spoilt records were answered", "of no record");
  }

  @Test
  void aRecordRepeatedAfterEverythingIsOutIsFoundOut() throws Exception {
    DemoJob faulty = new StandInJob(StandInJob.Conduct.REPEATS_NUMBER_99_A_CHECKPOINT_LATER);

    Demo.Outcome outcome = new Demo(options(100, 0), EXAMPLES, faulty, TIMING, progress()).run();

    assertThat(outcome.faults()).isEqualTo(new Faults(0, 1, 0, 0, 0, 0, false));
    assertThat(outcome.passed()).isFalse();
  }

  @Test
  void aJobThatCannotBeBuiltEndsTheDemoWithItsReason() {
    DemoJob broken =
        (environment, configuration) -> {
          throw new IllegalArgumentException("bundle.path is 'nowhere'; allowed is a bundle");
        };

    assertThatThrownBy(() -> new Demo(options(10, 0), EXAMPLES, broken, progress()).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bundle.path is 'nowhere'");
  }

  @Test
  void optionsOutOfRangeAreRefusedWithWhatIsAllowed() {
    assertThatThrownBy(() -> options(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--records is 0; allowed is a whole number from 1");
    assertThatThrownBy(() -> options(1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--poison is -1");
    Recording atOnce = Recording.of(new double[2]);
    assertThatThrownBy(() -> new DemoLoad.Recorded(atOnce, 2, OptionalDouble.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be stretched to a rate");
  }

  @Test
  void aRungThatIsGivenIsHeldInTheReplayAndNotAtFullDepth() {
    Map<String, String> job = Map.of("control.static-rung", "3");
    Configuration replay = Configuration.fromMap(job);
    Configuration fullDepth = Configuration.fromMap(job);

    DemoOptions given = options(1, 0, Optional.of("static"), job);
    given.control().set(replay);
    JobControl.fullDepth(given.slo(), given.maxLoss()).set(fullDepth);

    assertThat(given.control().pinned()).isTrue();
    assertThat(replay.get(EarlyExitOptions.CONTROL_STATIC_RUNG)).isEqualTo(3);
    assertThat(fullDepth.get(EarlyExitOptions.CONTROL_STATIC_RUNG)).isEqualTo(-1);
    assertThat(options(1, 0).control().pinned()).isFalse();
  }

  private static DemoOptions options(int records, int poison) {
    return options(records, poison, Optional.empty(), JOB);
  }

  private static DemoOptions options(
      int records, int poison, Optional<String> mode, Map<String, String> job) {
    return new DemoOptions(
        Path.of("no-bundle"),
        Path.of("no-data"),
        new DemoLoad.Drawn(TraceName.STEP, records, 0.2),
        mode,
        Duration.ofSeconds(1),
        0.05,
        OptionalInt.empty(),
        poison,
        7,
        job);
  }

  private Progress progress() {
    return new Progress() {
      @Override
      public void report(String phase, long done, long total) {
        assertThat(done).isBetween(0L, total);
      }

      @Override
      public void say(String message) {
        said.add(message);
      }
    };
  }
}
