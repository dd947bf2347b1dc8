package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What the law would choose if no quality limit applied. */
class UnlimitedDepthTest {
  private static final RungCosts COSTS = DefaultLadder.costs(0.01);
  private static final ControlTarget TARGET = new ControlTarget(0.5, 5);

  private final DepthController controller = DepthControllers.of(ControlSettings.DEFAULTS);

  private DepthDecision decide(LoadSample sample) {
    return controller.decide(sample, COSTS, TARGET);
  }

  @Test
  void isWhatTheLoadWantsWhereTheLimitBinds() {
    DepthDecision decision = decide(Samples.with(Samples.CALM, 0.08, 180, 180));

    assertThat(decision.logCost()).isEqualTo(COSTS.logCost(5));
    assertThat(decision.unlimitedLogCost()).isCloseTo(Math.log(0.97 / 1.8), within(1e-9));
  }

  @Test
  void isWhatWasDecidedWhereTheLimitDoesNotBind() {
    DepthDecision decision = decide(Samples.with(Samples.CALM, 0.08, 110, 110));

    assertThat(decision.unlimitedLogCost()).isEqualTo(decision.logCost()).isNegative();
  }

  @Test
  void isNoCheaperThanTheLadder() {
    DepthDecision decision = decide(Samples.rate(1e6));

    assertThat(decision.unlimitedLogCost()).isEqualTo(COSTS.logCost(23));
  }

  @Test
  void givesNoQualityAwayWhileTheSinkIsTheBottleneck() {
    LoadSample sinkBound = Samples.shares(Samples.with(Samples.CALM, 3, 180, 60), 0.9, 0);
    decide(Samples.shares(Samples.rate(10), 0.9, 0));

    DepthDecision decision = decide(sinkBound);

    assertThat(decision.unlimitedLogCost()).isCloseTo(0, within(1e-9));
  }

  @Test
  void followsTheDeviceAndTheCatchUp() {
    DepthController holding =
        new AdaptiveController(LawParameters.DEFAULTS, ControlSignal.AUTO, CatchUp.HOLD);

    DepthDecision coherent = decide(Samples.device(Samples.rate(10), -1.6));
    DepthDecision held = holding.decide(Samples.with(Samples.CALM, 600, 180, 60), COSTS, TARGET);

    assertThat(coherent.unlimitedLogCost()).isCloseTo(-1.1, within(1e-9));
    assertThat(held.unlimitedLogCost()).isCloseTo(0, within(1e-9));
  }
}
