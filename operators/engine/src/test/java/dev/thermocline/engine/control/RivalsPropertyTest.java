package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RivalsPropertyTest {
  private static final RungCosts COSTS = DefaultLadder.costs(0.011);

  @Property(tries = 300)
  void anyNumbersGiveABoundedDecisionWithinTheLimit(
      @ForAll ControlMode mode,
      @ForAll("garbage") List<LoadSample> samples,
      @ForAll @IntRange(max = 23) int limit) {
    DepthController controller = DepthControllers.of(ControlSettings.DEFAULTS.with(mode, -1));

    for (LoadSample sample : samples) {
      DepthDecision decision = controller.decide(sample, COSTS, new ControlTarget(0.5, limit));

      assertThat(decision.logCost()).isBetween(COSTS.logCost(limit), 0.0);
      assertThat(decision.pressure()).isNotNaN();
      RungMix mix = decision.mix();
      assertThat(mix.fraction() > 0 ? mix.rung() + 1 : mix.rung()).isLessThanOrEqualTo(limit);
    }
  }

  @Property(tries = 300)
  void goesOnFromASnapshotAsIfNothingHadHappened(
      @ForAll("rivals") ControlMode mode,
      @ForAll("garbage") List<LoadSample> before,
      @ForAll("garbage") List<LoadSample> after) {
    ControlSettings settings = ControlSettings.DEFAULTS.with(mode, -1);
    ControlTarget target = new ControlTarget(0.5, 16);
    DepthController through = DepthControllers.of(settings);
    before.forEach(sample -> through.decide(sample, COSTS, target));

    DepthController restored = DepthControllers.of(settings);
    restored.restore(through.state());

    for (LoadSample sample : after) {
      assertThat(restored.decide(sample, COSTS, target))
          .isEqualTo(through.decide(sample, COSTS, target));
    }
  }

  @Property(tries = 300)
  void startsAnewFromWhatAnotherKindRemembered(
      @ForAll ControlMode before,
      @ForAll ControlMode after,
      @ForAll("garbage") List<LoadSample> samples) {
    Assume.that(before != after);
    DepthController other = DepthControllers.of(ControlSettings.DEFAULTS.with(before, -1));
    samples.forEach(sample -> other.decide(sample, COSTS, new ControlTarget(0.5, 16)));
    DepthController restored = DepthControllers.of(ControlSettings.DEFAULTS.with(after, -1));
    ControllerState fresh = restored.state();

    restored.restore(other.state());

    assertThat(restored.state()).isEqualTo(fresh);
  }

  @Property
  void saysWhoseStateItIs(@ForAll("remembering") ControlMode mode) {
    DepthController controller = DepthControllers.of(ControlSettings.DEFAULTS.with(mode, -1));

    assertThat(controller.state().mode()).isEqualTo(mode);
    assertThat(controller.state().rescaled().mode()).isEqualTo(mode);
  }

  @Provide
  Arbitrary<ControlMode> remembering() {
    return Arbitraries.of(ControlMode.class)
        .filter(mode -> mode != ControlMode.OFF && mode != ControlMode.STATIC);
  }

  @Provide
  Arbitrary<ControlMode> rivals() {
    return Arbitraries.of(ControlMode.AIMD_DELAY, ControlMode.AIMD_BUSY, ControlMode.PI_AGE);
  }

  @Provide
  Arbitrary<List<LoadSample>> garbage() {
    return AnySamples.any();
  }
}
