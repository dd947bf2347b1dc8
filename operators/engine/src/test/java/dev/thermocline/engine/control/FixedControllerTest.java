package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FixedControllerTest {
  private static final RungCosts COSTS = DefaultLadder.costs(0.01);
  private static final int LIMIT = 16;

  private static DepthDecision decide(ControlMode mode, int rung) {
    return DepthControllers.of(ControlSettings.DEFAULTS.with(mode, rung))
        .decide(Samples.rate(400), COSTS, new ControlTarget(0.5, LIMIT));
  }

  @Test
  void saysThatAFixedRungIsPinnedNotThatTheLimitBinds() {
    DepthDecision atTheLimit = decide(ControlMode.STATIC, ControlSettings.LIMIT_RUNG);
    DepthDecision above = decide(ControlMode.STATIC, 5);
    DepthDecision off = decide(ControlMode.OFF, ControlSettings.LIMIT_RUNG);

    assertThat(atTheLimit.mix()).isEqualTo(new RungMix(LIMIT, 0));
    assertThat(atTheLimit.constraint()).isEqualTo(BindingConstraint.PIN);
    assertThat(above.mix()).isEqualTo(new RungMix(5, 0));
    assertThat(above.constraint()).isEqualTo(BindingConstraint.PIN);
    assertThat(off.constraint()).isEqualTo(BindingConstraint.BEST);
  }

  @Test
  void holdsTheLimitBelowItsRungAndSaysWhatItWouldHold() {
    DepthDecision decision = decide(ControlMode.STATIC, 20);

    assertThat(decision.mix()).isEqualTo(new RungMix(LIMIT, 0));
    assertThat(decision.logCost()).isEqualTo(COSTS.logCost(LIMIT));
    assertThat(decision.unlimitedLogCost()).isEqualTo(COSTS.logCost(20));
  }

  @Test
  void wantsNothingBeyondTheLimitWhereTheLimitChooses() {
    DepthDecision decision = decide(ControlMode.STATIC, ControlSettings.LIMIT_RUNG);

    assertThat(decision.unlimitedLogCost()).isEqualTo(COSTS.logCost(LIMIT));
  }
}
