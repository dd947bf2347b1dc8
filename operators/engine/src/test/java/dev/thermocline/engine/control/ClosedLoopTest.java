package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.control.SimulatedJob.Setting;
import dev.thermocline.engine.control.SimulatedLane.Engine;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Controllers on a simulated job with Poisson arrivals, noisy run times and pauses. */
class ClosedLoopTest {
  private static final Setting NOISY = Setting.DEFAULT.slo(1);
  private static final double FULL = SimulatedTraces.capacity(0, NOISY);
  private static final double M = SimulatedTraces.capacity(NOISY.limitRung(), NOISY) / FULL;

  private static RunReport run(ControlMode mode, Trace trace, Setting setting) {
    return SimulatedJob.run(
        trace, setting, DepthControllers.of(ControlSettings.DEFAULTS.with(mode, -1)), 5);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void holdsTheSloOnEveryTraceThatTheLimitHolds(long seed) {
    List<Trace> traces =
        SimulatedTraces.feasible(FULL, M, seed).stream()
            .filter(trace -> Double.isInfinite(trace.sinkRate()))
            .toList();

    int held = 0;
    for (Trace trace : traces) {
      RunReport limit = run(ControlMode.STATIC, trace, NOISY);
      RunReport adaptive = run(ControlMode.ADAPTIVE, trace, NOISY);

      if (limit.late(1) <= 0.0001) {
        held++;
        assertThat(adaptive.latency(0.99)).as(trace.name()).isLessThanOrEqualTo(1);
        assertThat(adaptive.quality()).as(trace.name()).isGreaterThan(limit.quality() + 0.005);
      }
    }
    assertThat(held).isGreaterThanOrEqualTo(8);
  }

  @Test
  void servesAnEngineThatGainsFromBatchesWithTheSameConstants() {
    Setting gpu = Setting.DEFAULT.engine(Engine.GPU);
    double full = SimulatedTraces.capacity(0, gpu);
    double m = SimulatedTraces.capacity(gpu.limitRung(), gpu) / full;
    Trace step = Trace.step(30, 12, 0.5 * full, 0.9 * m * full);

    RunReport adaptive = run(ControlMode.ADAPTIVE, step, gpu);
    RunReport atFullDepth = run(ControlMode.OFF, step, gpu);

    assertThat(atFullDepth.late(0.5)).isGreaterThan(0.3);
    assertThat(adaptive.late(0.5)).isLessThan(0.01);
    assertThat(adaptive.quality()).isGreaterThan(0.985);
  }

  @Test
  void holdsAStepWhereFullDepthIsLate() {
    Trace step = Trace.step(60, 4, 0.5 * FULL, 0.9 * M * FULL);

    RunReport adaptive = run(ControlMode.ADAPTIVE, step, NOISY);
    RunReport full = run(ControlMode.OFF, step, NOISY);

    assertThat(full.late(1)).isGreaterThan(0.5);
    assertThat(adaptive.late(1)).isLessThan(0.01);
    assertThat(adaptive.secondsToBest(40)).isLessThanOrEqualTo(2);
  }

  @Test
  void runsNearlyAlwaysAtBestQualityJustBelowCapacity() {
    Trace calm = Trace.constant(120, 5, 0.9 * FULL);

    RunReport report = run(ControlMode.ADAPTIVE, calm, NOISY);

    assertThat(Math.exp(report.meanLogCost(0, report.ticks()))).isGreaterThan(0.95);
  }

  @Test
  void staysPutThroughTenMinutesNearTheLimit() {
    Trace constant = Trace.constant(600, 6, 0.9 * M * FULL);

    RunReport report = run(ControlMode.ADAPTIVE, constant, NOISY);

    double firstHalf = report.lateBetween(0.6, 10, 300);
    double secondHalf = report.lateBetween(0.6, 300, 600);
    assertThat(report.late(1)).isLessThan(0.001);
    assertThat(secondHalf).isLessThan(firstHalf + 0.02);
  }

  @Test
  void staysAtTheTopWhileTheSinkIsTheBottleneck() {
    Trace bound = Trace.constant(60, 7, 1.3 * FULL).withSink(0.8 * FULL);

    RunReport report = run(ControlMode.ADAPTIVE, bound, NOISY);

    assertThat(report.meanLogCost(50, 590)).isGreaterThan(-0.01);
  }

  @Test
  void saysThatTheLimitBindsWhereNothingHelps() {
    Trace flood = Trace.constant(60, 8, 1.3 * M * FULL);

    RunReport report = run(ControlMode.ADAPTIVE, flood, NOISY);

    assertThat(report.constraint(300)).isEqualTo(BindingConstraint.LIMIT);
    assertThat(report.constraint(590)).isEqualTo(BindingConstraint.LIMIT);
    assertThat(report.age(590)).isGreaterThan(report.age(300) + 3);
  }

  @Test
  void worksOffABacklogAndReturnsToTheTop() {
    Trace outage = Trace.constant(180, 9, 0.7 * FULL).withOutage(30, 60);

    RunReport report = run(ControlMode.ADAPTIVE, outage, NOISY);

    assertThat(report.constraint(620)).isIn(BindingConstraint.LIMIT, BindingConstraint.AGE);
    assertThat(report.secondsToBest(65)).isLessThan(30);
  }

  @Test
  void keepsUpByCausedBackpressureAlone() {
    Trace step = Trace.step(60, 10, 0.5 * FULL, 0.8 * M * FULL);
    DepthController blind =
        new AdaptiveController(LawParameters.DEFAULTS, ControlSignal.BACKPRESSURE, CatchUp.LIMIT);

    RunReport report = SimulatedJob.run(step, NOISY, blind, 5);

    assertThat(report.late(1)).isLessThan(0.02);
    assertThat(report.secondsToBest(40)).isLessThanOrEqualTo(3);
    assertThat(report.quality()).isGreaterThan(0.975);
  }

  @ParameterizedTest
  @EnumSource(names = {"AIMD_DELAY", "AIMD_BUSY", "PI_AGE"})
  void rivalsKeepUpWithAConstantLoad(ControlMode mode) {
    Trace constant = Trace.constant(60, 11, 0.6 * M * FULL);

    RunReport report = run(mode, constant, NOISY);

    assertThat(report.late(1)).isLessThan(0.01);
    assertThat(report.quality()).isGreaterThan(0.965);
  }

  @Test
  void beatsEveryRivalOnTheMean() {
    double adaptive = meanEffective(ControlMode.ADAPTIVE);

    for (ControlMode rival :
        List.of(
            ControlMode.STATIC,
            ControlMode.AIMD_DELAY,
            ControlMode.AIMD_BUSY,
            ControlMode.PI_AGE)) {
      assertThat(adaptive).as(rival.toString()).isGreaterThan(meanEffective(rival));
    }
  }

  private static double meanEffective(ControlMode mode) {
    double sum = 0;
    for (long seed = 21; seed < 24; seed++) {
      for (Trace trace : SimulatedTraces.feasible(FULL, M, seed)) {
        sum += run(mode, trace, NOISY).effective(1);
      }
    }
    return sum;
  }
}
