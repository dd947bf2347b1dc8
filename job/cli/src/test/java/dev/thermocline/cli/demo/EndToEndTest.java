package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.EarlyExitJob;
import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.cli.replay.TraceName;
import dev.thermocline.schemas.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The submitted job on a real broker, a real cluster and real ONNX stages. */
@Timeout(240)
class EndToEndTest {

  private static final int RECORDS = 2_000;
  private static final int POISON = 400;
  private static final Demo.Timing TIMING =
      new Demo.Timing(Duration.ofSeconds(1), Duration.ofSeconds(30));

  @Test
  void everyRecordComesOutOnceAndTheSpoiltOnesWithPlaceAndReason(@TempDir Path directory)
      throws Exception {
    List<Example> examples = TinyBundle.examples(500, 3);

    Measurement measurement =
        new Demo(
                options(TinyBundle.write(directory.resolve("bundle"))),
                examples,
                EarlyExitJob::build,
                TIMING,
                new Said())
            .measure();

    DemoReport report = measurement.report();
    assertThat(report.missing()).isZero();
    assertThat(report.duplicates()).isZero();
    assertThat(measurement.replayed().faults().none())
        .as(measurement.replayed().faults().describe())
        .isTrue();
    assertThat(report.recordsIn()).isEqualTo(RECORDS);
    assertThat(report.recordsOut()).isEqualTo(RECORDS - RECORDS / POISON);
    assertSpoiltRecordsAreDeadLettered(measurement);
    assertThat(report.agreement()).as("the label does not change with depth").isEqualTo(1);
    assertThat(report.accuracy()).isEqualTo(report.fullDepthAccuracy()).isBetween(0.7, 0.99);
    assertThat(report.exitCounts()).hasSize(3).allMatch(count -> count > 0);
    assertThat(report.meanLayersFraction()).isBetween(0.34, 0.95);
    assertThat(report.rung()).isEqualTo(new DemoReport.Rungs(1, 1d, 1));
    assertThat(report.bindingConstraint()).isEqualTo("limit");
    assertThat(report.bundleId()).startsWith("sha256:");
    assertThat(report.certifiedRisk()).isNull();
    assertThat(report.fullDepthCapacity()).isPositive();
  }

  private static void assertSpoiltRecordsAreDeadLettered(Measurement measurement) {
    assertThat(measurement.replayed().deadLettered()).isEqualTo(RECORDS / POISON);
    assertThat(measurement.replayed().deadLetters())
        .hasSize(RECORDS / POISON)
        .allSatisfy(
            letter -> {
              assertThat(letter.getTopic()).isEqualTo("demo-in");
              assertThat(letter.getPartition()).isBetween(0, 3);
              assertThat(letter.getOffset()).isNotNegative();
              assertThat(letter.getMessage()).isNotBlank();
              assertThat(letter.getErrorClass()).isNotBlank();
              assertThat(letter.getStage()).isNotBlank();
            });
    assertThat(measurement.replayed().deadLetters())
        .as("broken bytes are kept as they came")
        .filteredOn(letter -> text(letter).equals("not avro"))
        .hasSize(3)
        .extracting(DeadLetter::getStage)
        .containsOnly("decode");
    assertThat(measurement.replayed().deadLetters())
        .as("a missing text is named")
        .filteredOn(letter -> !text(letter).equals("not avro"))
        .hasSize(2)
        .allSatisfy(letter -> assertThat(letter.getMessage()).contains("payload"));
  }

  private static String text(DeadLetter letter) {
    return StandardCharsets.UTF_8.decode(letter.getBytes().duplicate()).toString();
  }

  private static DemoOptions options(Path bundle) {
    return new DemoOptions(
        bundle,
        bundle.resolve("test.jsonl"),
        new DemoLoad.Drawn(TraceName.STEP, RECORDS, 0.1),
        Optional.of("static"),
        Duration.ofSeconds(1),
        0.05,
        OptionalInt.of(1),
        POISON,
        11,
        Map.of());
  }

  private static final class Said implements Progress {

    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    public void report(String phase, long done, long total) {
      lines.add(phase);
    }

    @Override
    public void say(String message) {
      lines.add(message);
    }
  }
}
