package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdaptiveControllerTest {
  private static final RungCosts COSTS = DefaultLadder.costs(0.01);
  private static final ControlTarget TARGET = new ControlTarget(0.5, 16);
  private static final double WANTED_AGE = 0.2 * (0.5 - 0.1);

  private final AdaptiveController controller = controller(CatchUp.LIMIT);

  private static AdaptiveController controller(CatchUp catchUp) {
    return new AdaptiveController(LawParameters.DEFAULTS, ControlSignal.AUTO, catchUp);
  }

  private DepthDecision decide(LoadSample sample) {
    return controller.decide(sample, COSTS, TARGET);
  }

  @Test
  void runsTheBestRungWhileTheRateLeavesRoom() {
    DepthDecision decision = decide(Samples.rate(50));

    assertThat(decision.mix()).isEqualTo(new RungMix(0, 0));
    assertThat(decision.constraint()).isEqualTo(BindingConstraint.BEST);
    assertThat(decision.pressure()).isLessThan(1);
  }

  @Test
  void fillsTheEngineToItsUtilizationAtTheWantedAge() {
    DepthDecision decision = decide(Samples.with(Samples.CALM, WANTED_AGE, 150, 150));

    assertThat(150 * 0.01 * Math.exp(decision.logCost())).isCloseTo(0.97, within(1e-9));
    assertThat(decision.constraint()).isEqualTo(BindingConstraint.RATE);
    assertThat(decision.pressure()).isCloseTo(1.5 / 0.97, within(1e-9));
  }

  @Test
  void exitsEarlierWhenRecordsAge() {
    double young = decide(Samples.with(Samples.CALM, WANTED_AGE, 120, 120)).logCost();

    DepthDecision old = decide(Samples.with(Samples.CALM, 0.2, 120, 120));

    assertThat(old.logCost()).isLessThan(young);
    assertThat(old.constraint()).isEqualTo(BindingConstraint.AGE);
  }

  @Test
  void saysThatTheLimitBindsBeyondWhatItCarries() {
    DepthDecision decision = decide(Samples.rate(400));

    assertThat(decision.mix()).isEqualTo(new RungMix(16, 0));
    assertThat(decision.constraint()).isEqualTo(BindingConstraint.LIMIT);
    assertThat(decision.pressure()).isGreaterThan(3);
  }

  @Test
  void holdsARaisedLimitInTheSameTickDespiteTheSlewBound() {
    decide(Samples.rate(400));

    DepthDecision raised = controller.decide(Samples.rate(400), COSTS, new ControlTarget(0.5, 3));

    assertThat(raised.mix()).isEqualTo(new RungMix(3, 0));
  }

  @Test
  void returnsToDepthAtTheBoundedRate() {
    double low = decide(Samples.rate(400)).logCost();

    DepthDecision next = decide(Samples.rate(10));

    assertThat(next.logCost() - low).isCloseTo(0.075, within(1e-9));
    assertThat(next.constraint()).isEqualTo(BindingConstraint.SLEW);
  }

  @Test
  void countsALongTickForNoMoreThanAStallInTheSlewBound() {
    double low = decide(Samples.rate(400)).logCost();

    double next = decide(Samples.seconds(Samples.rate(10), 30)).logCost();

    assertThat(next - low).isCloseTo(0.375, within(1e-9));
  }

  @Test
  void keepsQualityWhileTheSinkIsTheBottleneck() {
    LoadSample sinkBound = Samples.shares(Samples.with(Samples.CALM, 3, 180, 60), 0.9, 0);
    decide(Samples.shares(Samples.rate(60), 0.9, 0));

    DepthDecision decision = decide(sinkBound);

    assertThat(decision.mix().rung()).isZero();
  }

  @Test
  void runsSomewhatFasterThanTheSinkWhenItTakesMoreThanFullDepthCarries() {
    LoadSample sinkBound = Samples.shares(Samples.with(Samples.CALM, 3, 180, 110), 0.9, 0);
    decide(Samples.shares(Samples.rate(110), 0.9, 0));

    DepthDecision decision = decide(sinkBound);

    assertThat(decision.logCost()).isCloseTo(-Math.log(1.1 * 110 * 0.01), within(1e-9));
    assertThat(decision.constraint()).isEqualTo(BindingConstraint.SINK);
  }

  @Test
  void keepsQualityBetweenTheFlushesOfASinkThatIsTheBottleneck() {
    LoadSample between = Samples.with(Samples.CALM, 3, 180, 180);

    DepthDecision slower = decide(Samples.sinkRate(between, 60));
    assertThat(slower.mix().rung()).isZero();
    assertThat(slower.constraint()).isEqualTo(BindingConstraint.SINK);
    assertThat(decide(Samples.sinkRate(between, 110)).logCost())
        .isCloseTo(-Math.log(1.1 * 110 * 0.01), within(1e-9));
    assertThat(decide(between).constraint()).isEqualTo(BindingConstraint.LIMIT);
    AdaptiveController fresh = controller(CatchUp.LIMIT);
    assertThat(fresh.decide(Samples.sinkRate(Samples.rate(10), 60), COSTS, TARGET).constraint())
        .as("full depth carries the load anyway")
        .isEqualTo(BindingConstraint.BEST);
  }

  @Test
  void trustsTheAgeAgainTwoSecondsAfterTheSinkMoved() {
    decide(Samples.shares(Samples.rate(60), 0.9, 0));
    decide(Samples.shares(Samples.with(Samples.CALM, 3, 180, 60), 0.9, 0));
    LoadSample free = Samples.with(Samples.CALM, 3, 180, 60);

    BindingConstraint[] constraints = new BindingConstraint[25];
    for (int tick = 0; tick < constraints.length; tick++) {
      constraints[tick] = decide(free).constraint();
    }

    assertThat(constraints[18]).isEqualTo(BindingConstraint.SINK);
    assertThat(constraints[24]).isEqualTo(BindingConstraint.LIMIT);
  }

  @Test
  void staysWithinAMarginOfTheShallowestOnTheDevice() {
    DepthDecision decision = decide(Samples.device(Samples.rate(10), -0.8));

    assertThat(decision.logCost()).isCloseTo(-0.3, within(1e-9));
    assertThat(decision.constraint()).isEqualTo(BindingConstraint.COHERENCE);
  }

  @Test
  void goesByCausedBackpressureWhereTimestampsCannotBeUsed() {
    LoadSample blind = Samples.with(Samples.CALM, Double.NaN, Double.NaN, 97);

    double calm = decide(blind).logCost();
    double waiting = decide(Samples.shares(blind, 0, 0.5)).logCost();

    assertThat(calm).isCloseTo(0, within(1e-9));
    assertThat(waiting).isLessThan(-0.4);
  }

  @Test
  void readsWhatArrivedBeforeItBeganAtBestQualityWhenAsked() {
    DepthController holding = controller(CatchUp.HOLD);
    LoadSample backlog = Samples.with(Samples.CALM, 600, 180, 60);

    DepthDecision held = holding.decide(backlog, COSTS, TARGET);
    DepthDecision limited = decide(backlog);

    assertThat(held.mix()).isEqualTo(new RungMix(0, 0));
    assertThat(limited.mix()).isEqualTo(new RungMix(16, 0));
  }

  @Test
  void countsALagOfItsOwnNotAsHistory() {
    DepthController holding = controller(CatchUp.HOLD);
    for (int tick = 0; tick < 100; tick++) {
      holding.decide(Samples.rate(50), COSTS, TARGET);
    }

    DepthDecision decision = holding.decide(Samples.with(Samples.CALM, 9, 180, 60), COSTS, TARGET);

    assertThat(decision.mix()).isEqualTo(new RungMix(16, 0));
  }

  @Test
  void worksWhereTheModelAloneTakesLongerThanTheSlo() {
    LoadSample slow = new LoadSample(0.1, 0.02, 150, 150, 1, 2, 0, 0, 0, 0, Double.NaN);

    DepthDecision decision = decide(slow);

    assertThat(decision.logCost()).isBetween(COSTS.logCost(16), 0.0);
  }

  @Test
  void leavesTheLimitAgainWhereTheRateIsOverestimated() {
    LoadSample young = Samples.with(Samples.CALM, 0, 290, 180);
    BindingConstraint first = decide(young).constraint();

    DepthDecision later = decide(young);
    for (int tick = 0; tick < 600; tick++) {
      later = decide(young);
    }

    assertThat(first).isEqualTo(BindingConstraint.LIMIT);
    assertThat(later.logCost()).isGreaterThan(COSTS.logCost(16) + 0.1);
  }

  @Test
  void doesNotWindUpAtTheLimit() {
    for (int tick = 0; tick < 600; tick++) {
      decide(Samples.with(Samples.CALM, 1, 400, 180));
    }

    assertThat(controller.state().integral()).isZero();
  }
}
