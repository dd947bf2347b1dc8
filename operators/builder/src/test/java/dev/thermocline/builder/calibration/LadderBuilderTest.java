package dev.thermocline.builder.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.thermocline.engine.bundle.OperatingPoint;
import dev.thermocline.engine.exit.ExitPolicy;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LadderBuilderTest {
  private static final int[] LAYERS = {2, 2, 2, 2};

  @Property(tries = 12)
  void thresholdsEaseEveryExitMonotonically(@ForAll @IntRange(min = 1, max = 1000) int seed) {
    ExitTable tune = table(400, seed);

    List<double[]> path = UniformThresholds.path(tune);

    double cost = 1.0;
    assertThat(tune.measure(path.get(0), Loss.DISAGREEMENT, LAYERS).layersFraction()).isOne();
    for (int i = 1; i < path.size(); i++) {
      for (int exit = 0; exit < LAYERS.length; exit++) {
        assertThat(path.get(i)[exit]).isLessThanOrEqualTo(path.get(i - 1)[exit]);
      }
      double next = tune.measure(path.get(i), Loss.DISAGREEMENT, LAYERS).layersFraction();
      assertThat(next).isLessThanOrEqualTo(cost);
      cost = next;
    }
    assertThat(cost).isEqualTo(0.25);
  }

  @Property(tries = 12)
  void ladderStartsAtFullDepthFallsInCostAndRisesInLoss(
      @ForAll @IntRange(min = 1, max = 1000) int seed) {
    List<OperatingPoint> ladder = builder(24).build(table(600, seed), table(600, seed + 5000L));

    assertThat(ladder.get(0).layersFraction()).isOne();
    assertThat(ladder.get(0).losses()).isZero();
    assertThat(ladder).hasSizeGreaterThanOrEqualTo(12).hasSizeLessThanOrEqualTo(24);
    for (int i = 1; i < ladder.size(); i++) {
      assertThat(ladder.get(i).rung()).isEqualTo(i);
      assertThat(ladder.get(i).layersFraction()).isLessThan(ladder.get(i - 1).layersFraction());
      if (i > 1) {
        assertThat(ladder.get(i).loss()).isGreaterThan(ladder.get(i - 1).loss());
      }
    }
  }

  @Test
  void measuresRungsOnTheRecordsTheChoiceNeverSaw() {
    ExitTable tune = table(500, 1);
    ExitTable certify = table(700, 2);

    List<OperatingPoint> ladder = builder(16).build(tune, certify);

    for (OperatingPoint rung : ladder) {
      Measurement again = certify.measure(rung.thresholdArray(), Loss.DISAGREEMENT, LAYERS);
      assertThat(rung.losses()).isEqualTo(again.losses());
      assertThat(rung.reach()).isEqualTo(again.reach());
      assertThat(rung.accuracy()).isCloseTo(again.accuracy(), within(1e-12));
      assertThat(rung.bound()).isNaN();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.02, 0.05, 0.10})
  void hasARungJustInsideEachUsualLimit(double limit) {
    ExitTable records = table(20_000, 3);

    List<OperatingPoint> ladder = builder(24).build(records, records);

    double room = Math.sqrt(limit * (1 - limit) / 10_000);
    assertThat(ladder)
        .extracting(OperatingPoint::loss)
        .anySatisfy(loss -> assertThat(loss).isBetween(limit - 1.5 * room, limit));
  }

  @Test
  void leavesTooShortALadderAtEvenSteps() {
    ExitTable records = table(20_000, 3);

    List<OperatingPoint> ladder = builder(4).build(records, records);

    assertThat(ladder).hasSize(4);
    assertThat(ladder.get(1).layersFraction()).isCloseTo(0.75, within(0.01));
    assertThat(ladder.get(2).layersFraction()).isCloseTo(0.5, within(0.01));
  }

  @Test
  void handlesAPolicyThatLeavesAtLowScores() {
    RecordedLogits recorded = Recordings.growing(500, 4, 3, 9);
    ExitTable table = ExitTable.of(recorded, new LowScoresLeave());

    List<OperatingPoint> ladder = builder(12).build(table, table);

    assertThat(ladder.get(0).layersFraction()).isOne();
    assertThat(ladder.get(ladder.size() - 1).layersFraction()).isEqualTo(0.25);
  }

  @Test
  void prunesRungsThatAreDearerAndWorseButNeverFullDepth() {
    List<OperatingPoint> points =
        List.of(point(1.0, 0.05), point(0.8, 0.02), point(0.6, 0.01), point(0.4, 0.2));

    List<OperatingPoint> kept = Pruning.prune(points);

    assertThat(kept).extracting(OperatingPoint::layersFraction).containsExactly(1.0, 0.6, 0.4);
    assertThat(kept).extracting(OperatingPoint::rung).containsExactly(0, 1, 2);
  }

  @Test
  void refusesAnEmptyCalibrationSet() {
    ExitTable empty =
        ExitTable.of(
            new RecordedLogits(4, 3, new float[0], new int[0], true), new MaximumProbability());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder(12).build(table(50, 1), empty))
        .withMessageContaining("0 records");
  }

  private static LadderBuilder builder(int rungs) {
    return new LadderBuilder(rungs, Loss.DISAGREEMENT, LAYERS, QualityBound.MEASURED);
  }

  private static ExitTable table(int n, long seed) {
    return ExitTable.of(Recordings.growing(n, LAYERS.length, 3, seed), new MaximumProbability());
  }

  private static OperatingPoint point(double cost, double loss) {
    return new OperatingPoint(
        0, List.of(0.5), List.of(1.0), cost, Double.NaN, 1 - loss, loss, 0, Double.NaN);
  }

  /** One minus the largest probability, leaving strictly below the threshold. */
  private static final class LowScoresLeave implements ExitPolicy {
    private final MaximumProbability sureness = new MaximumProbability();

    @Override
    public String id() {
      return "low";
    }

    @Override
    public double score(int exit, float[] logits, int offset, int classes) {
      return 1 - sureness.score(exit, logits, offset, classes);
    }

    @Override
    public boolean exits(double score, double threshold) {
      return score < threshold;
    }
  }
}
