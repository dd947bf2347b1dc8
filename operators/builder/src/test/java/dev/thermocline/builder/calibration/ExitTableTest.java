package dev.thermocline.builder.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ExitTableTest {
  private static final int[] LAYERS = {1, 1, 2};

  /** Sure and right at exit 1; sure at exit 2 and disagreeing; unsure, wrong at full depth. */
  private static final RecordedLogits RECORDED =
      Recordings.margins(
          new int[] {1, 1, 1},
          new double[][] {
            {3, 3, 3},
            {-0.1, -3, 3},
            {0.1, 0.2, -0.3}
          });

  @Test
  void measuresReachCostAccuracyAgreementAndLoss() {
    ExitTable table = ExitTable.of(RECORDED, new MaximumProbability());

    Measurement measured = table.measure(new double[] {0.9, 0.9, 0.9}, Loss.DISAGREEMENT, LAYERS);

    assertThat(measured.reach()).containsExactly(1.0, 2.0 / 3, 1.0 / 3);
    assertThat(measured.layersFraction()).isCloseTo((1 + 2 + 4) / 12.0, within(1e-12));
    assertThat(measured.accuracy()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(measured.agreement()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(measured.losses()).isEqualTo(1);
    assertThat(measured.loss()).isCloseTo(1.0 / 3, within(1e-12));
  }

  @Test
  void countsHarmOnlyWhereFullDepthIsRight() {
    ExitTable table = ExitTable.of(RECORDED, new MaximumProbability());

    Measurement atFirst = table.measure(new double[] {0, 0, 0}, Loss.HARM, LAYERS);

    assertThat(atFirst.losses()).isEqualTo(1);
    assertThat(atFirst.layersFraction()).isEqualTo(0.25);
  }

  @Test
  void runsEveryRecordToTheEndWhereNobodyReachesTheThreshold() {
    ExitTable table = ExitTable.of(RECORDED, new MaximumProbability());

    Measurement measured = table.measure(new double[] {2, 2, 2}, Loss.DISAGREEMENT, LAYERS);

    assertThat(measured.layersFraction()).isEqualTo(1.0);
    assertThat(measured.losses()).isZero();
    assertThat(measured.agreement()).isEqualTo(1.0);
  }

  @Test
  void sendsAScoreThatIsNotANumberDeeper() {
    RecordedLogits recorded =
        Recordings.margins(new int[] {1}, new double[][] {{Double.NaN, 5, 5}});

    ExitTable table = ExitTable.of(recorded, new MaximumProbability());

    assertThat(table.exitOf(0, new double[] {0, 0, 0})).isEqualTo(2);
  }

  @Test
  void breaksTiesByTheLowestIndex() {
    RecordedLogits recorded = Recordings.margins(new int[] {0}, new double[][] {{0, 0, 0}});

    assertThat(recorded.predicted(0, 1)).isZero();
  }

  @Test
  void hasNoAccuracyWithoutLabels() {
    RecordedLogits unlabelled = new RecordedLogits(1, 2, new float[] {0, 1}, new int[] {-1}, false);

    Measurement measured =
        ExitTable.of(unlabelled, new MaximumProbability())
            .measure(new double[] {2}, Loss.DISAGREEMENT, new int[] {1});

    assertThat(measured.accuracy()).isNaN();
    assertThat(measured.agreement()).isEqualTo(1.0);
  }

  @Test
  void refusesValuesThatDoNotMatchTheRecords() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RecordedLogits(2, 2, new float[5], new int[] {0}, true))
        .withMessageContaining("records x exits x classes");
  }
}
