package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScoreTest {

  private final Cell cell = MadeCells.cell("adaptive", 10);

  @Test
  void aFaultlessCellIsAllInTimeAndAgrees() {
    Score score = score(1000, 100);

    assertThat(score.quality()).isEqualTo(1);
    assertThat(score.accuracy()).isEqualTo(1);
    assertThat(score.lateFraction()).isZero();
    assertThat(score.effectiveAgreement()).isEqualTo(1);
    assertThat(score.effectiveAccuracy()).isEqualTo(1);
    assertThat(score.meanLayersFraction()).isCloseTo(0.75, within(1e-12));
    assertThat(score.p50()).isEqualTo(100);
    assertThat(score.p999()).isEqualTo(100);
    assertThat(score.lagSlope()).isCloseTo(0, within(1e-12));
    assertThat(score.recoverySeconds()).isZero();
    assertThat(score.reversalsPerMinute()).isZero();
    assertThat(score.depthPeakToPeak()).isZero();
  }

  @Test
  void lateOnesAndWrongOnesCountAgainstWhatIsEffectiveOnce() {
    MadeCells.age(cell, 3, 1001);
    MadeCells.age(cell, 4, 1000);
    MadeCells.age(cell, 5, 5000);
    cell.records().agrees()[5] = false;
    cell.records().agrees()[6] = false;
    cell.records().right()[7] = 0;
    cell.records().right()[8] = -1;

    Score score = score(1000, 99);

    assertThat(score.quality()).isCloseTo(0.98, within(1e-12));
    assertThat(score.accuracy()).isCloseTo(98d / 99, within(1e-12));
    assertThat(score.lateFraction()).isCloseTo(0.02, within(1e-12));
    assertThat(score.effectiveAgreement()).isCloseTo(0.97, within(1e-12));
    assertThat(score.effectiveAccuracy()).isCloseTo(96d / 99, within(1e-12));
    assertThat(score.p99()).isEqualTo(1001);
    assertThat(score.p999()).isEqualTo(5000);
  }

  @Test
  void whatIsNotOutAtTheEndIsLateWithTheAgeItHadThen() {
    for (int i = 90; i < 100; i++) {
      MadeCells.age(cell, i, Double.NaN);
    }

    Score score = score(500, 100);

    assertThat(score.quality()).as("of those out").isEqualTo(1);
    assertThat(score.lateFraction()).isCloseTo(0.1, within(1e-12));
    assertThat(score.effectiveAgreement()).isCloseTo(0.9, within(1e-12));
    assertThat(score.p999()).as("number 90 was due at 9 s of 11").isEqualTo(2000);
    assertThat(score.recoverySeconds()).as("from 6 s to the end").isCloseTo(5, within(1e-12));
  }

  @Test
  void figuresThatRecordsNotOutDecideAreLowerBounds() {
    for (int i = 98; i < 100; i++) {
      MadeCells.age(cell, i, Double.NaN);
    }

    Score score = score(500, 100);

    assertThat(score.p50()).isEqualTo(100);
    assertThat(score.atLeast()).containsExactly("p99", "p999", "recoverySeconds");
    assertThat(score.held(1e9)).as("nobody knows").isFalse();
  }

  @Test
  void theSlopeEndsAtTheFirstRecordThatIsNotOut() {
    for (int i = 0; i < 50; i++) {
      MadeCells.age(cell, i, 100 + i * 50);
    }
    MadeCells.age(cell, 50, Double.NaN);

    assertThat(score(1000, 100).lagSlope()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void layersAreAlsoCountedWhileTheTraceDisturbs() {
    for (int i = 30; i < 60; i++) {
      cell.records().layers()[i] = 0.9;
    }

    Score score = score(1000, 100);

    assertThat(score.disturbedLayersFraction()).as("3 to 6 s").isCloseTo(0.9, within(1e-12));
    assertThat(score.meanLayersFraction()).isCloseTo(0.795, within(1e-12));
  }

  @Test
  void aGeneratorLateByMoreThanFiftyMillisecondsIsSaid() {
    cell.records().lateMs()[3] = 70;

    assertThat(score(1000, 100).generatorLate()).as("one in a hundred").isFalse();
    assertThat(score(1000, 100).generatorLateMax()).isEqualTo(70);
    cell.records().lateMs()[4] = 51;
    assertThat(score(1000, 100).generatorLate()).isTrue();
  }

  @Test
  void theSameCellScoresWorseUnderATighterSlo() {
    MadeCells.age(cell, 10, 700);

    assertThat(score(1000, 100).lateFraction()).isZero();
    assertThat(score(500, 100).lateFraction()).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void anAgeThatGrowsHasASlope() {
    for (int i = 0; i < 100; i++) {
      MadeCells.age(cell, i, 100 + i * 50);
    }

    assertThat(score(1000, 100).lagSlope()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void recoveryRunsFromTheFallToTheLastLateEmission() {
    MadeCells.age(cell, 70, 1500);

    assertThat(score(1000, 100).recoverySeconds())
        .as("8.5 s less 6 s")
        .isCloseTo(2.5, within(1e-9));
  }

  @Test
  void depthTurnsAreCountedFromATwentiethOn() {
    int[] rungs = {0, 1, 0, 2, 1, 1, 1, 1, 2, 2};
    for (int i = 0; i < 100; i++) {
      cell.records().rung()[i] = rungs[i / 10];
    }

    Score score = score(1000, 100);

    assertThat(score.reversalsPerMinute())
        .as("down, up, down, up, down")
        .isCloseTo(24, within(1e-9));
    assertThat(score.depthPeakToPeak()).as("from 5 s on").isCloseTo(0.2, within(1e-9));
  }

  @Test
  void movesBelowATwentiethAreNoTurns() {
    double[] ladder = {1, 0.96, 0.92};
    for (int i = 0; i < 100; i++) {
      cell.records().rung()[i] = i / 10 % 2;
    }

    assertThat(Score.of(cell, 1000, ladder, 100).reversalsPerMinute()).isZero();
  }

  private Score score(double sloMs, int labelled) {
    return Score.of(cell, sloMs, MadeCells.LADDER, labelled);
  }
}
