package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thermocline.engine.control.SimulatedJob.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One key floods a simulated job for the middle third of a minute; a hundred others go on. */
class FairnessClosedLoopTest {
  private static final Setting NOISY = Setting.DEFAULT.slo(1);
  private static final double FULL = SimulatedTraces.capacity(0, NOISY);
  private static final double LIMIT_COST = DefaultLadder.costs(1).relative(NOISY.limitRung());

  private static final double SECONDS = 60;
  private static final double FROM = 20;
  private static final double TO = 40;

  /** The flood is known one by one once its rate is told from that of many rare keys. */
  private static final double TOLD = FROM + 2;

  /** What the neighbours bring, as a fraction of what full depth carries. */
  private static final double NEIGHBOURS = 0.5;

  private SimulatedKeys keys;

  private RunReport flood(double fairness, double hotLoad) {
    double peak = NEIGHBOURS + hotLoad;
    Trace trace = Trace.step(SECONDS, 3, NEIGHBOURS * FULL, peak * FULL);
    keys = SimulatedKeys.flooded(trace, fairness, FROM, TO, hotLoad / peak);
    DepthController adaptive = DepthControllers.of(ControlSettings.DEFAULTS);
    return SimulatedJob.run(trace, NOISY, adaptive, keys, 5);
  }

  @Test
  void theKeyThatFloodsPaysAloneAsLongAsThatIsEnough() {
    RunReport report = flood(1, 0.9);

    assertThat(keys.hotCost(TOLD, TO)).isBetween(LIMIT_COST, 0.65);
    assertThat(keys.neighboursCost(TOLD, TO)).isGreaterThan(0.97);
    assertThat(keys.neighboursCost(0, SECONDS)).isGreaterThan(0.95);
    assertThat(report.late(1)).isLessThan(0.01);
  }

  @Test
  void withoutFairnessTheNeighboursPayAsMuch() {
    RunReport report = flood(0, 0.9);

    double hot = keys.hotCost(TOLD, TO);
    assertThat(hot).isLessThan(0.8);
    assertThat(keys.neighboursCost(TOLD, TO)).isCloseTo(hot, within(0.02));
    assertThat(report.late(1)).isLessThan(0.01);
  }

  @Test
  void theNeighboursPayOnlyForWhatTheLimitLeavesOfTheFlood() {
    RunReport report = flood(1, 1.4);

    assertThat(keys.hotCost(TOLD, TO)).isCloseTo(LIMIT_COST, within(0.02));
    assertThat(keys.neighboursCost(TOLD, TO)).isBetween(LIMIT_COST + 0.1, 0.85);
    assertThat(report.late(1)).isLessThan(0.01);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 4})
  void noRecordOfAnyKeyRunsBeyondTheLimitHoweverGreatTheFlood(double fairness) {
    flood(fairness, 2.5);

    assertThat(keys.cheapestRung()).isEqualTo(NOISY.limitRung());
  }

  @Test
  void everyKeyIsBackAtTheTopOnceTheFloodIsOver() {
    flood(1, 0.9);

    assertThat(keys.hotCost(TO + 5, SECONDS)).isGreaterThan(0.99);
    assertThat(keys.neighboursCost(TO + 5, SECONDS)).isGreaterThan(0.99);
  }
}
