package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.books.Books;
import dev.thermocline.cli.books.TopicReader.Answered;
import dev.thermocline.cli.figures.Quantiles;
import dev.thermocline.cli.replay.Recording;
import dev.thermocline.cli.replay.Schedule;
import dev.thermocline.cli.replay.Trace;
import dev.thermocline.cli.replay.Workload;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.Latencies;
import dev.thermocline.schemas.Prediction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasurementTest {
  private static final long START = 1_000_000;
  private static final List<Example> EXAMPLES =
      List.of(
          new Example("a cat", "a cat", "animal", "a cat"),
          new Example("a rose", "a rose", "plant", "a rose"),
          new Example("a hill", "a hill", null, "a hill"));

  private final Workload workload = Stand.workload("run-", EXAMPLES, new int[] {0, 1, 2}, 0);
  private long nowMillis;
  private final Books books = new Books();
  private final Ledger ledger = new Ledger(workload, books, () -> nowMillis);
  private final Saturated fullDepth =
      new Saturated(100, 20, 0, 1, 300, Map.of(0, "animal", 1, "animal", 2, "place"));

  @Test
  void sharesAndMeansAreTakenOverTheRecordsOut() {
    answered(0, "animal", 1, 0.25, 100, 0);
    answered(1, "plant", 2, 0.5, 300, 1000);
    answered(2, "place", 2, 0.5, 1500, 2000);
    answered(3, "plant", 4, 1, 200, 3000);

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
    assertThat(report.bindingConstraint()).isEqualTo("rate");
    assertThat(report.certifiedRisk()).isNull();
  }

  @Test
  void whatCameOutTwiceOrNeverIsCounted() {
    answered(0, "animal", 1, 0.25, 100, 0);
    answered(0, "animal", 1, 0.25, 100, 0);
    answered(1, "animal", 1, 0.25, 100, 0);
    buried(3);

    DemoReport report = measurement(5, Double.NaN).report();

    assertThat(report.recordsOut()).isEqualTo(2);
    assertThat(report.duplicates()).isEqualTo(1);
    assertThat(report.deadLettered()).isEqualTo(1);
    assertThat(report.missing()).as("numbers 2 and 4").isEqualTo(2);
    assertThat(ledger.faults(5, false).describe())
        .isEqualTo("2 records are missing, 1 came twice, 1 good records were dead-lettered");
  }

  @Test
  void aSpoiltRecordIsExpectedAsADeadLetterAndAGoodOneIsNot() {
    Ledger spoilt =
        new Ledger(Stand.workload("run-", EXAMPLES, new int[] {0}, 2), books, () -> nowMillis);
    int unreadable = books.received(0, 100, START, "run-in-0-100", null);

    spoilt.buried(new DeadLetter(), books.buried(0, 100));
    Faults asItShould = spoilt.faults(1, false);
    spoilt.buried(new DeadLetter(), books.buried(0, 0));
    spoilt.buried(new DeadLetter(), books.buried(0, 17_000));
    Prediction answer = prediction(3, "animal", 1, 0.25, 100, 0);
    spoilt.answered(new Answered(answer, 0, 0, books.answered("run-3", "no such key")));

    assertThat(unreadable).isPositive();
    assertThat(asItShould.none()).as(asItShould.describe()).isTrue();
    assertThat(spoilt.faults(4, true)).isEqualTo(new Faults(1, 0, 0, 1, 1, 1, true));
  }

  @Test
  void recoveryRunsFromTheFallOfTheLoadToTheLastLateRecord() {
    answered(0, "animal", 1, 0.25, 1200, 9_000);
    answered(1, "animal", 1, 0.25, 1100, 11_000);
    answered(2, "animal", 1, 0.25, 10, 13_000);

    assertThat(measurement(3, 10).report().recoverySeconds()).isCloseTo(2.1, within(1e-9));
  }

  @Test
  void withoutLateRecordsRecoveryTookNoTime() {
    answered(0, "animal", 1, 0.25, 10, 9_000);

    assertThat(measurement(1, 10).report().recoverySeconds()).isZero();
  }

  @Test
  void depthIsBackWhenEveryRecordOfASecondRunsTheBestRung() {
    List<Answer> answers =
        IntStream.range(0, 60)
            .mapToObj(i -> atRung(i, i < 10 || i == 20 ? 2 : 0, 9_000 + i * 100L))
            .toList();

    assertThat(depthRecovery(answers)).as("from number 21 on").isCloseTo(1.1, within(1e-9));
    assertThat(depthRecovery(answers.subList(0, 32)))
        .as("21 to 31 are emitted within a second")
        .isCloseTo(1.1, within(1e-9));
    assertThat(depthRecovery(answers.subList(0, 31))).as("a shorter stretch is none").isNull();
    assertThat(depthRecovery(answers.subList(0, 21))).as("never").isNull();
  }

  @Test
  void manyRecordsAtTheBestRungInLessThanASecondAreNoDepthThatIsBack() {
    List<Answer> answers =
        IntStream.range(0, 60).mapToObj(i -> atRung(i, i < 10 ? 2 : 0, 11_000 + i * 10L)).toList();

    assertThat(depthRecovery(answers)).isNull();
  }

  private @Nullable Double depthRecovery(List<Answer> answers) {
    Replayed replayed = measurement(60, 10).replayed();
    return new Measurement(
            new Replayed(
                workload,
                replayed.schedule(),
                START,
                START,
                60,
                new double[60],
                answers,
                0,
                List.of(),
                true,
                replayed.faults(),
                null),
            EXAMPLES,
            fullDepth,
            1.8,
            1000)
        .report()
        .depthRecoverySeconds();
  }

  private static Answer atRung(int number, int rung, long emitted) {
    return new Answer(number, "a", 1, 4, 0.5, rung, null, "bundle", 10, 20, START + emitted);
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
    answered(0, "animal", 1, 0.25, 100, 0);
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
            "depthRecoverySeconds",
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

  private Measurement measurement(int sent, double fallSeconds) {
    Schedule schedule =
        Double.isNaN(fallSeconds)
            ? Schedule.recorded(Recording.of(new double[10]), 10, OptionalDouble.empty())
            : Schedule.lasting(new Trace.Step(0.5), fallSeconds * 1.5, 1, 1);
    Replayed replayed =
        new Replayed(
            workload,
            schedule,
            START,
            START,
            sent,
            new double[sent],
            ledger.answers(),
            ledger.deadLettered(),
            ledger.deadLetters(),
            true,
            ledger.faults(sent, false),
            "rate");
    return new Measurement(replayed, EXAMPLES, fullDepth, 1.8, 1000);
  }

  @BeforeEach
  void sendTen() {
    for (int number = 0; number < 10; number++) {
      books.received(0, number, START, "run-" + number, workload.key(number));
    }
  }

  private void answered(
      int number,
      @Nullable String label,
      int exit,
      double layers,
      double ageMillis,
      double arrivedMillis) {
    nowMillis = (long) (START + arrivedMillis + ageMillis + 500);
    Prediction answer = prediction(number, label, exit, layers, ageMillis, arrivedMillis);
    ledger.answered(new Answered(answer, 0, 0, books.answered(answer.getId(), answer.getKey())));
  }

  private void buried(int number) {
    ledger.buried(new DeadLetter(), books.buried(0, number));
  }

  private Prediction prediction(
      int number,
      @Nullable String label,
      int exit,
      double layers,
      double ageMillis,
      double arrivedMillis) {
    return Prediction.newBuilder()
        .setId("run-" + number)
        .setKey(workload.key(number))
        .setLabel(label)
        .setExitIndex(exit)
        .setExits(4)
        .setLayersFraction(layers)
        .setRung(3)
        .setBundleId("bundle")
        .setLatencies(Latencies.newBuilder().setAgeMs(ageMillis).build())
        .setTimestamp(Instant.ofEpochMilli((long) (START + arrivedMillis)))
        .build();
  }

  private static List<String> names(JsonNode json) {
    Iterable<String> names = json::fieldNames;
    return StreamSupport.stream(names.spliterator(), false).toList();
  }
}
