package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class AdaptiveControllerPropertyTest {
  private static final RungCosts COSTS = DefaultLadder.costs(0.011);

  private static AdaptiveController controller(ControlSignal signal) {
    return new AdaptiveController(LawParameters.DEFAULTS, signal, CatchUp.LIMIT);
  }

  private static ControlTarget target(int limit) {
    return new ControlTarget(0.5, limit);
  }

  @Property(tries = 500)
  void anyNumbersGiveABoundedDecisionWithinTheLimit(
      @ForAll("garbage") List<LoadSample> samples,
      @ForAll @IntRange(max = 23) int limit,
      @ForAll ControlSignal signal) {
    AdaptiveController controller = controller(signal);

    for (LoadSample sample : samples) {
      DepthDecision decision = controller.decide(sample, COSTS, target(limit));

      assertThat(decision.logCost()).isBetween(COSTS.logCost(limit), 0.0);
      assertThat(decision.unlimitedLogCost()).isBetween(COSTS.logCost(23), decision.logCost());
      assertThat(decision.pressure()).isNotNaN().isNotNegative();
      assertThat(highest(decision.mix())).isLessThanOrEqualTo(limit);
    }
    assertThat(controller.state().integral()).isBetween(-0.5, 0.3);
  }

  @Property
  void expectedLossOfTheMixStaysWithinTheLimit(
      @ForAll("plausible") List<LoadSample> samples, @ForAll @IntRange(max = 23) int limit) {
    AdaptiveController controller = controller(ControlSignal.AGE);

    for (LoadSample sample : samples) {
      RungMix mix = controller.decide(sample, COSTS, target(limit)).mix();

      double loss =
          (1 - mix.fraction()) * DefaultLadder.loss(mix.rung())
              + mix.fraction() * DefaultLadder.loss(highest(mix));
      assertThat(loss).isLessThanOrEqualTo(DefaultLadder.loss(limit));
    }
  }

  @Property
  void costsWhatItDecided(@ForAll @DoubleRange(min = -3, max = 0.5) double logCost) {
    RungMix mix = COSTS.mix(logCost, 23);

    double cost =
        (1 - mix.fraction()) * COSTS.relative(mix.rung())
            + mix.fraction() * COSTS.relative(highest(mix));
    double expected = Math.max(COSTS.relative(23), Math.min(1, Math.exp(logCost)));
    assertThat(Math.abs(cost - expected)).isLessThan(1e-12);
  }

  @Property
  void neverGoesDeeperForOlderRecordsAHigherRateOrDearerRuns(
      @ForAll("plausible") List<LoadSample> before,
      @ForAll("plausibleSample") LoadSample sample,
      @ForAll @DoubleRange(min = 1, max = 10) double factor,
      @ForAll @DoubleRange(max = 2) double older) {
    double base = last(before, sample);

    double aged =
        last(
            before,
            Samples.with(
                sample, sample.ageSeconds() + older, sample.offeredRate(), sample.throughput()));
    double faster =
        last(
            before,
            Samples.with(
                sample, sample.ageSeconds(), factor * sample.offeredRate(), sample.throughput()));
    double dearer = last(before, Samples.scale(sample, factor * sample.costScale()));

    assertThat(aged).isLessThanOrEqualTo(base);
    assertThat(faster).isLessThanOrEqualTo(base);
    assertThat(dearer).isLessThanOrEqualTo(base);
  }

  @Property
  void depthReturnsNoFasterThanTheBound(@ForAll("plausible") List<LoadSample> samples) {
    AdaptiveController controller = controller(ControlSignal.AGE);
    double before = controller.decide(Samples.rate(500), COSTS, target(16)).logCost();

    for (LoadSample sample : samples) {
      double now = controller.decide(sample, COSTS, target(16)).logCost();

      double bound = 0.75 * Math.min(0.5, sample.seconds());
      assertThat(now - before).isLessThanOrEqualTo(bound + 1e-12);
      before = now;
    }
  }

  @Property
  void theSinkGateNeverLowersQuality(
      @ForAll("plausible") List<LoadSample> before,
      @ForAll("plausibleSample") LoadSample sample,
      @ForAll @DoubleRange(min = 0.06, max = 1) double blocked,
      @ForAll @DoubleRange(min = 0, max = 300) double sinkRate) {
    LoadSample open = Samples.shares(sample, 0, sample.causedShare());
    double free = last(before, open);

    double gated = last(before, Samples.shares(sample, blocked, sample.causedShare()));
    double flushed = last(before, Samples.sinkRate(open, sinkRate));

    assertThat(gated).isGreaterThanOrEqualTo(free);
    assertThat(flushed).isGreaterThanOrEqualTo(free);
  }

  @Property
  void goesOnFromASnapshotAsIfNothingHadHappened(
      @ForAll("plausible") List<LoadSample> before,
      @ForAll("plausible") List<LoadSample> after,
      @ForAll ControlSignal signal) {
    AdaptiveController through = controller(signal);
    before.forEach(sample -> through.decide(sample, COSTS, target(16)));

    AdaptiveController restored = controller(signal);
    restored.restore(through.state());

    for (LoadSample sample : after) {
      assertThat(restored.decide(sample, COSTS, target(16)))
          .isEqualTo(through.decide(sample, COSTS, target(16)));
    }
  }

  @Property
  void aChangedLimitHoldsInTheTickItIsChanged(
      @ForAll("plausible") List<LoadSample> samples,
      @ForAll List<@IntRange(max = 23) Integer> limits) {
    AdaptiveController controller = controller(ControlSignal.AGE);

    for (int i = 0; i < Math.min(samples.size(), limits.size()); i++) {
      int limit = limits.get(i);

      DepthDecision decision = controller.decide(samples.get(i), COSTS, target(limit));

      assertThat(highest(decision.mix())).isLessThanOrEqualTo(limit);
    }
  }

  @Property
  void offIsFullDepthWhateverComes(@ForAll("garbage") List<LoadSample> samples) {
    DepthController off = DepthControllers.of(ControlSettings.DEFAULTS.with(ControlMode.OFF, -1));

    for (LoadSample sample : samples) {
      DepthDecision decision = off.decide(sample, COSTS, target(23));

      assertThat(decision.mix()).isEqualTo(new RungMix(0, 0));
      assertThat(decision.constraint()).isEqualTo(BindingConstraint.BEST);
    }
  }

  private static int highest(RungMix mix) {
    return mix.fraction() > 0 ? mix.rung() + 1 : mix.rung();
  }

  private static double last(List<LoadSample> before, LoadSample sample) {
    AdaptiveController controller = controller(ControlSignal.AGE);
    before.forEach(earlier -> controller.decide(earlier, COSTS, target(20)));
    return controller.decide(sample, COSTS, target(20)).logCost();
  }

  @Provide
  Arbitrary<LoadSample> plausibleSample() {
    return AnySamples.plausible();
  }

  @Provide
  Arbitrary<List<LoadSample>> plausible() {
    return AnySamples.plausible().list().ofMaxSize(40);
  }

  @Provide
  Arbitrary<List<LoadSample>> garbage() {
    return AnySamples.any();
  }
}
