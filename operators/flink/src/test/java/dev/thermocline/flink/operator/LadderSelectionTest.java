package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.flink.config.EarlyExitSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

class LadderSelectionTest {
  private final Bundle bundle = TestBundles.bundle(3, 0.0, 0.02, 0.06, 0.04);
  private final Bundle certified =
      TestBundles.bundle(3, new double[] {0.0, 0.02, 0.03}, new double[] {0.01, 0.04, Double.NaN});

  @Test
  void fullDepthNeedsNoLadder() {
    LadderSelection selection =
        LadderSelection.of(TestSettings.depth(ControlMode.OFF, -1, 0.0), TestBundles.bundle(3));

    assertThat(selection.rungs()).isEqualTo(1);
    assertThat(selection.limitRung(0)).isZero();
    assertThat(selection.reach().get(0)).containsExactly(1, 1, 1);
  }

  @Test
  void aGivenRungIsTaken() {
    EarlyExitSettings settings = TestSettings.depth(ControlMode.STATIC, 3, 0.04);

    LadderSelection selection = LadderSelection.of(settings, bundle);

    assertThat(selection.staticRung(settings, 0.04)).isEqualTo(3);
    assertThat(selection.staticRung(settings, 0.03)).isEqualTo(1);
    assertThat(selection.thresholds().get(3)).containsExactly(0.7, 0.7, 0.7);
    assertThat(selection.certifiedRisk().get(3)).isNaN();
  }

  @Test
  void aRungBeyondTheLimitIsRefusedWithBothFigures() {
    EarlyExitSettings settings = TestSettings.depth(ControlMode.STATIC, 2, 0.05);

    assertThatThrownBy(() -> LadderSelection.of(settings, bundle))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "control.static-rung is '2'; allowed: a rung within quality.max-loss = 0.05; this one"
                + " measured a loss of 0.06; choose a lower rung, or raise quality.max-loss to at"
                + " least 0.06");
  }

  @Test
  void aCertifiedRungAnswersForItsBoundNotForWhatItMeasured() {
    EarlyExitSettings given = TestSettings.depth(ControlMode.STATIC, 1, 0.03);

    LadderSelection chosen =
        LadderSelection.of(TestSettings.depth(ControlMode.STATIC, -1, 0.03), certified);

    assertThat(chosen.limitRung(0.03)).isZero();
    assertThat(chosen.certifiedRisk()).startsWith(0.01, 0.04);
    assertThatThrownBy(() -> LadderSelection.of(given, certified))
        .hasMessageContaining("has a loss bound of 0.04")
        .hasMessageContaining("quality.max-loss = 0.03");
  }

  @Test
  void withoutARungTheCheapestBeforeTheLossFirstExceedsTheLimitIsTaken() {
    LadderSelection selection =
        LadderSelection.of(TestSettings.depth(ControlMode.STATIC, -1, 0.05), bundle);

    assertThat(selection.limitRung(0.05)).isEqualTo(1);
    assertThat(selection.limitRung(0.019)).isZero();
  }

  @Test
  void aLossEqualToTheLimitIsWithinIt() {
    LadderSelection selection =
        LadderSelection.of(TestSettings.depth(ControlMode.STATIC, -1, 0.06), bundle);

    assertThat(selection.limitRung(0.06)).isEqualTo(3);
  }

  @Test
  void aLimitNoRungMeetsIsRefused() {
    Bundle lossy = TestBundles.bundle(3, 0.1, 0.2);
    EarlyExitSettings settings = TestSettings.depth(ControlMode.STATIC, -1, 0.05);

    assertThatThrownBy(() -> LadderSelection.of(settings, lossy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("quality.max-loss is '0.05'")
        .hasMessageContaining("rung 0 of bundle test-bundle keeps, which measured a loss of 0.1")
        .hasMessageContaining("raise it, or set control.mode=off");
  }

  @Test
  void aRungOutsideTheLadderIsRefused() {
    EarlyExitSettings settings = TestSettings.depth(ControlMode.STATIC, 4, 0.05);

    assertThatThrownBy(() -> LadderSelection.of(settings, bundle))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("control.static-rung is '4'; allowed: a rung of the ladder, 0 to 3");
  }

  @Test
  void anotherPolicyThanTheBundlesIsRefusedEvenAtFullDepth() {
    EarlyExitSettings settings = TestSettings.calibratedFor("entropy", TestBundles.LOSS);

    assertThatThrownBy(() -> LadderSelection.of(settings, bundle))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exit.policy is 'entropy'; allowed: max-probability")
        .hasMessageContaining("was calibrated for");
  }

  @Test
  void anotherLossThanTheBundlesIsRefused() {
    EarlyExitSettings settings = TestSettings.calibratedFor(TestBundles.POLICY, "harm");

    assertThatThrownBy(() -> LadderSelection.of(settings, bundle))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("quality.loss is 'harm'; allowed: disagreement")
        .hasMessageContaining("was calibrated for")
        .hasMessageContaining("set it to disagreement");
  }

  @Test
  void givenThresholdsMakeAnUncertifiedLadderDownToTheFloor() {
    EarlyExitSettings settings = TestSettings.thresholds(-1, List.of(0.9, 0.8), List.of(0.6, 0.5));

    LadderSelection selection = LadderSelection.of(settings, bundle);

    assertThat(selection.thresholds()).hasSize(16);
    assertThat(selection.thresholds().get(0)).containsExactly(0.9, 0.8, 0.8);
    assertThat(selection.thresholds().get(5))
        .containsExactly(new double[] {0.8, 0.7, 0.7}, within(1e-12));
    assertThat(selection.thresholds().get(15)).containsExactly(0.6, 0.5, 0.5);
    assertThat(selection.certifiedRisk()).hasSize(16).allMatch(risk -> risk.isNaN());
    assertThat(selection.staticRung(settings, 0)).isZero();
    assertThat(selection.limitRung(0)).isEqualTo(15);
  }

  @Test
  void oneGivenThresholdAppliesToEveryExitAndIsItsOwnFloor() {
    EarlyExitSettings settings = TestSettings.thresholds(15, List.of(0.7), List.of());

    LadderSelection selection = LadderSelection.of(settings, bundle);

    assertThat(selection.thresholds().get(15)).containsExactly(0.7, 0.7, 0.7);
    assertThat(selection.staticRung(settings, 0)).isEqualTo(15);
  }

  @Test
  void aNumberOfThresholdsThatFitsNoExitsIsRefused() {
    EarlyExitSettings settings =
        TestSettings.thresholds(-1, List.of(0.9), List.of(0.5, 0.5, 0.5, 0.5));

    assertThatThrownBy(() -> LadderSelection.of(settings, bundle))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exit.thresholds.floor")
        .hasMessageContaining("1 value for all exits, 2 or 3: bundle test-bundle has 3 exits");
  }

  @Test
  void everySettingTheBundleDoesNotAllowIsNamedAtOnce() {
    EarlyExitSettings settings = TestSettings.depth(ControlMode.STATIC, 4, 0.05);

    assertThatThrownBy(() -> LadderSelection.of(settings, TestBundles.bundle(100, 0.0)))
        .message()
        .hasLineCount(2)
        .contains("inflight.max is '", "control.static-rung is '4'");
  }
}
