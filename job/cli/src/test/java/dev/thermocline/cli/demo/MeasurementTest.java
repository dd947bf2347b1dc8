package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.figures.Quantiles;
import dev.thermocline.cli.replay.Positions;
import dev.thermocline.cli.replay.Workload;
import dev.thermocline.schemas.DeadLetter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementTest {

  private static final long START = 1_000_000;

  private static final List<Example> EXAMPLES =
      List.of(
          new Example("a cat", "a cat", "animal", "a cat"),
          new Example("a rose", "a rose", "plant", "a rose"),
          new Example("a hill", "a hill", null, "a hill"));

  private final Positions positions = new Positions();
  private final Workload workload = Stand.workload("run-", EXAMPLES, new int[] {0, 1, 2}, 0);
  private final Ledger ledger = new Ledger(workload, positions);
  private final FullDepth fullDepth =
      new FullDepth(100, 20, Map.of(0, "animal", 1, "animal", 2, "place"));

  @Test
  void sharesAndMeansAreTakenOverTheRecordsOut() {
    ledger.answer(answer(0, "animal", 1, 0.25, 100, 0));
    ledger.answer(answer(1, "plant", 2, 0.5, 300, 1000));
    ledger.answer(answer(2, "place", 2, 0.5, 1500, 2000));
    ledger.answer(answer(3, "plant", 4, 1, 200, 3000));

    DemoReport report = measurement(4, Double.NaN).report();

    assertThat(report.recordsIn()).isEqualTo(4);
    assertThat(report.recordsOut()).isEqualTo(4);
    assertThat(ledger.faults(4, false).none()).isTrue();
    assertThat(report.seconds()).isCloseTo(3.5, within(1e-9));
    assertThat(report.throughput()).isCloseTo(4 / 3.5, within(1e-9));
    assertThat(report.latencyMs()).isEqualTo(new Quantiles(200d, 1500d, 1500d));
    assertThat(report.visibleLatencyMs().p50()).isEqualTo(700);
    assertThat(report.lateFraction()).isEqualTo(0.25);
    assertThat(report.recoverySeconds()).isNull();
    assertThat(report.exitCounts()).containsExactly(1, 2, 0, 1);
    assertThat(report.meanLayersFraction()).isCloseTo(0.5625, within(1e-9));
    assertThat(report.accuracy()).as("over the three with a label").isCloseTo(2d / 3, within(1e-9));
    assertThat(report.fullDepthAccuracy()).isCloseTo(2d / 3, within(1e-9));
    assertThat(report.agreement()).isEqualTo(0.5);
    assertThat(report.rung()).isEqualTo(new DemoReport.Rungs(3, 3d, 3));
    assertThat(report.bindingConstraint()).isEqualTo("limit");
    assertThat(report.certifiedRisk()).isNull();
  }

  @Test
  void whatCameOutTwiceOrNeverIsCounted() {
    positions.put(3, 0, 17);
    ledger.answer(answer(0, "animal", 1, 0.25, 100, 0));
    ledger.answer(answer(0, "animal", 1, 0.25, 100, 0));
    ledger.answer(answer(1, "animal", 1, 0.25, 100, 0));
    ledger.deadLetter(deadLetter(0, 17));

    DemoReport report = measurement(5, Double.NaN).report();

    assertThat(report.recordsOut()).isEqualTo(2);
    assertThat(report.duplicates()).isEqualTo(1);
    assertThat(report.deadLettered()).isEqualTo(1);
    assertThat(report.missing()).as("numbers 2 and 4").isEqualTo(2);
    assertThat(ledger.faults(5, false).describe())
        .isEqualTo("2 records are missing, 1 came twice, 1 good records were dead-lettered");
  }

  @Test
  void aRecordBothAnsweredAndDeadLetteredIsTwice() {
    positions.put(0, 2, 5);
    ledger.answer(answer(0, "animal", 1, 0.25, 100, 0));
    ledger.deadLetter(deadLetter(2, 5));

    assertThat(ledger.duplicates()).isEqualTo(1);
    assertThat(ledger.missing(1)).isZero();
  }

  @Test
  void aDeadLetterIsBookedOnceItsRecordIsAcknowledged() {
    ledger.deadLetter(deadLetter(1, 9));
    int before = ledger.settled();

    positions.put(0, 1, 9);

    assertThat(before).isZero();
    assertThat(ledger.settled()).isEqualTo(1);
    assertThat(ledger.missing(1)).isZero();
  }

  @Test
  void anAnswerAfterALaterOneOfItsKeyIsOutOfOrder() {
    ledger.answer(answer(Stand.KEYS, "animal", 1, 0.25, 100, 0));
    ledger.answer(answer(1, "animal", 1, 0.25, 100, 0));
    ledger.answer(answer(0, "animal", 1, 0.25, 100, 0));

    assertThat(ledger.outOfOrder()).isEqualTo(1);
  }

  @Test
  void everyAnswerBehindTheLatestOfItsKeyIsOutOfOrder() {
    ledger.answer(answer(5 * Stand.KEYS, "animal", 1, 0.25, 100, 0));
    ledger.answer(answer(3 * Stand.KEYS, "animal", 1, 0.25, 100, 0));
    ledger.answer(answer(4 * Stand.KEYS, "animal", 1, 0.25, 100, 0));

    assertThat(ledger.outOfOrder()).isEqualTo(2);
  }

  @Test
  void aSpoiltRecordIsExpectedAsADeadLetterAndAGoodOneIsNot() {
    Ledger spoilt = new Ledger(Stand.workload("run-", EXAMPLES, new int[] {0}, 2), positions);
    positions.put(0, 0, 10);
    positions.put(1, 0, 11);

    spoilt.deadLetter(deadLetter(0, 11));
    boolean asItShould = spoilt.wronglyBuried() + spoilt.wronglyAnswered() == 0;
    spoilt.deadLetter(deadLetter(0, 10));
    spoilt.deadLetter(deadLetter(7, 12));
    spoilt.answer(answer(3, "animal", 1, 0.25, 100, 0));

    assertThat(asItShould).isTrue();
    assertThat(spoilt.faults(2, true)).isEqualTo(new Faults(0, 0, 0, 1, 1, 1, true));
  }

  @Test
  void recoveryRunsFromTheFallOfTheLoadToTheLastLateRecord() {
    ledger.answer(answer(0, "animal", 1, 0.25, 1200, 9_000));
    ledger.answer(answer(1, "animal", 1, 0.25, 1100, 11_000));
    ledger.answer(answer(2, "animal", 1, 0.25, 10, 13_000));

    assertThat(measurement(3, 10).report().recoverySeconds()).isCloseTo(2.1, within(1e-9));
  }

  @Test
  void withoutLateRecordsRecoveryTookNoTime() {
    ledger.answer(answer(0, "animal", 1, 0.25, 10, 9_000));

    assertThat(measurement(1, 10).report().recoverySeconds()).isZero();
  }

  @Test
  void anEmptyRunHasNoNumbersButCountsWhatIsMissing() {
    DemoReport report = measurement(3, Double.NaN).report();

    assertThat(report.missing()).isEqualTo(3);
    assertThat(report.throughput()).isNull();
    assertThat(report.latencyMs().p50()).isNull();
    assertThat(report.accuracy()).isNull();
    assertThat(report.rung().min()).isNull();
    assertThat(report.table()).contains("missing / twice", "3 / 0");
  }

  @Test
  void theFileHoldsTheFieldsInTheirOrder(@TempDir Path directory) throws Exception {
    ledger.answer(answer(0, "animal", 1, 0.25, 100, 0));
    Path file = directory.resolve("new/report.json");

    measurement(1, Double.NaN).report().write(file);

    JsonNode json = new ObjectMapper().readTree(Files.readString(file));
    assertThat(names(json))
        .containsExactly(
            "bundleId",
            "recordsIn",
            "recordsOut",
            "missing",
            "duplicates",
            "deadLettered",
            "seconds",
            "throughput",
            "fullDepthCapacity",
            "loadFactor",
            "latencyMs",
            "visibleLatencyMs",
            "sloMs",
            "lateFraction",
            "lagSlope",
            "recoverySeconds",
            "bindingConstraint",
            "meanLayersFraction",
            "exitCounts",
            "accuracy",
            "fullDepthAccuracy",
            "agreement",
            "certifiedRisk",
            "rung");
    assertThat(names(json.get("latencyMs"))).containsExactly("p50", "p95", "p99");
    assertThat(names(json.get("rung"))).containsExactly("min", "mean", "max");
    assertThat(json.get("certifiedRisk").isNull()).isTrue();
    assertThat(json.get("lagSlope").isNull()).as("one point has no slope").isTrue();
  }

  @Test
  void fullDepthIsMeasuredBetweenStartUpAndDrain() {
    List<Answer> answers =
        IntStream.range(0, 1000).mapToObj(i -> answer(i, "animal", 4, 1, 0, i * 10L)).toList();

    FullDepth measured = FullDepth.of(answers, workload, 0);

    assertThat(measured.capacity()).isCloseTo(100, within(0.5));
    assertThat(measured.steadySeconds()).isCloseTo(3.99, within(1e-9));
    assertThat(measured.examples(2)).containsExactly(0, 1);
  }

  @Test
  void fullDepthIsMeasuredFromWhenTheTopicWasDryLast() {
    List<Answer> answers =
        IntStream.range(0, 1000).mapToObj(i -> answer(i, "animal", 4, 1, 0, i * 10L)).toList();

    FullDepth measured = FullDepth.of(answers, workload, START + 2_000);

    assertThat(measured.capacity()).isCloseTo(100, within(0.5));
    assertThat(measured.steadySeconds()).isCloseTo(1.99, within(1e-9));
  }

  private Measurement measurement(int sent, double endOfPeakSeconds) {
    return new Measurement(
        ledger,
        ledger.faults(sent, false),
        sent,
        START,
        START,
        endOfPeakSeconds,
        EXAMPLES,
        fullDepth,
        1.8,
        1000);
  }

  private static Answer answer(
      int number,
      @Nullable String label,
      int exit,
      double layers,
      double ageMillis,
      double arrivedMillis) {
    return new Answer(
        number,
        label,
        exit,
        4,
        layers,
        3,
        null,
        "bundle",
        ageMillis,
        ageMillis + 500,
        START + arrivedMillis + ageMillis);
  }

  private static DeadLetter deadLetter(int partition, long offset) {
    return DeadLetter.newBuilder().setPartition(partition).setOffset(offset).build();
  }

  private static List<String> names(JsonNode json) {
    Iterable<String> names = json::fieldNames;
    return StreamSupport.stream(names.spliterator(), false).toList();
  }
}
