package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.control.SimulatedJob.Setting;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** The law on a simulated job: stages, batches and the real estimators, without noise. */
class ClosedLoopPropertyTest {
  private static final Setting CALM = Setting.CALM;
  private static final double FULL = SimulatedTraces.capacity(0, CALM);
  private static final double TOP = 0.9 * SimulatedTraces.capacity(CALM.limitRung(), CALM) / FULL;

  private static DepthController adaptive() {
    return DepthControllers.of(ControlSettings.DEFAULTS);
  }

  private static double load(double share) {
    return 1.05 + share * (TOP - 1.05);
  }

  private static RunReport run(Trace trace, Setting setting) {
    return SimulatedJob.run(trace, setting, adaptive(), 1);
  }

  private static double distanceFromOptimum(RunReport report, double load) {
    return Math.abs(report.meanLogCost(300, 600) + Math.log(load));
  }

  @Property(tries = 20)
  void convergesToTheCostThatFillsTheEngine(
      @ForAll @DoubleRange(max = 1) double share,
      @ForAll @DoubleRange(min = 0.7, max = 2) double slowdown) {
    double load = load(share);
    double rate = load * FULL / slowdown;

    RunReport report = run(Trace.even(60, rate, rate, 0), CALM.slowdown(slowdown).slo(0.8));

    assertThat(distanceFromOptimum(report, load)).isLessThan(0.05);
  }

  @Property(tries = 20)
  void staysNearItWithABiasedRate(
      @ForAll @DoubleRange(max = 1) double share,
      @ForAll @DoubleRange(min = 0.7, max = 1.3) double bias) {
    double load = load(share);
    double rate = load * FULL;

    RunReport report = run(Trace.even(60, rate, rate, 0), CALM.rateBias(bias));

    assertThat(distanceFromOptimum(report, load)).isLessThan(0.26);
  }

  @Property(tries = 20)
  void doesNotOscillateUnderConstantLoad(@ForAll @DoubleRange(max = 1) double share) {
    double rate = load(share) * FULL;

    RunReport report = run(Trace.even(60, rate, rate, 0), CALM);

    assertThat(report.peakToPeak(300, 600)).isLessThan(0.06);
  }

  @Property(tries = 20)
  void keepsTheSloThroughAnyStepThatTheLimitCarries(
      @ForAll @DoubleRange(min = 0.1, max = 1) double before,
      @ForAll @DoubleRange(max = 1) double share) {
    Trace step = Trace.even(40, before * FULL, load(share) * FULL, 20.03);

    RunReport report = run(step, CALM);

    assertThat(report.late(CALM.slo())).isZero();
  }

  @Property(tries = 20)
  void returnsToBestQualitySoonAfterAStepDown(
      @ForAll @DoubleRange(max = 1) double share,
      @ForAll @DoubleRange(min = 0.1, max = 0.6) double after) {
    Trace step = Trace.even(40, load(share) * FULL, after * FULL, 30);

    RunReport report = run(step, CALM);

    assertThat(report.secondsToBest(30)).isLessThanOrEqualTo(1.5);
  }

  @Property(tries = 20)
  void aConstantSkewOfTheClocksChangesNothingOnceLearnt(
      @ForAll @IntRange(min = -2000, max = 2000) int skewMillis) {
    Trace step = Trace.even(60, 0.4 * FULL, 1.6 * FULL, 20);

    RunReport skewed = run(step, CALM.skew(skewMillis * 1e-3));

    assertThat(skewed.late(CALM.slo())).isZero();
    assertThat(Math.abs(skewed.meanLogCost(300, 600) + Math.log(1.6))).isLessThan(0.08);
  }

  @Property(tries = 10)
  void recoversSoonAfterTenMinutesAtFiveTimesTheLoad(
      @ForAll @IntRange(max = 16) int limit, @ForAll @DoubleRange(max = 0.9) double after) {
    DepthController controller = adaptive();
    RungCosts costs = DefaultLadder.costs(0.01);
    ControlTarget target = new ControlTarget(0.5, limit);
    for (int tick = 0; tick < 6000; tick++) {
      controller.decide(Samples.with(Samples.CALM, tick * 0.08, 500, 200), costs, target);
    }

    int ticks = 0;
    LoadSample calm = Samples.rate(after * 100);
    while (controller.decide(calm, costs, target).constraint() != BindingConstraint.BEST) {
      ticks++;
    }

    assertThat(ticks).isLessThanOrEqualTo(20);
  }
}
