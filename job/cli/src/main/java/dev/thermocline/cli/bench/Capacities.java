package dev.thermocline.cli.bench;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.demo.JobControl;
import dev.thermocline.cli.demo.Saturated;
import dev.thermocline.cli.demo.SaturatedRun;
import dev.thermocline.cli.demo.Stand;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.cli.replay.Workload;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.OperatingPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** Measures what the saturated job carries at full depth and at the limit's rung. */
final class Capacities {

  private static final int ROUNDS = 3;

  private final Stand stand;
  private final BenchOptions options;
  private final List<Example> examples;
  private final Pace pace;
  private final Progress progress;

  Capacities(
      Stand stand, BenchOptions options, List<Example> examples, Pace pace, Progress progress) {
    this.stand = stand;
    this.options = options;
    this.examples = examples;
    this.pace = pace;
    this.progress = progress;
  }

  /**
   * Measures what everything stands against, full depth's labels included: full depth and the limit
   * in turn, since a machine that others share moves meanwhile, and a process gets warm.
   *
   * @throws IllegalStateException when a run fails, or what they carry moves too much
   */
  Setup setup(Setup.Key key, Bundle bundle) throws Exception {
    List<Saturated> fullDepths = new ArrayList<>();
    List<Saturated> limits = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      pace.engineSpeed();
      fullDepths.add(fullDepth("full-depth-" + round, round == 1 ? Integer.MAX_VALUE : 1));
      pace.engineSpeed();
      limits.add(limit("limit-" + round));
    }
    pace.engineSpeed();
    Saturated fullDepth = fullDepths.get(0);
    Saturated limit = limits.get(0);
    return new Setup(
        key,
        capacity("full depth", fullDepths),
        capacity("the limit's rung", limits),
        pace.usualSpeed(),
        Math.max(limit.rung(), 0),
        limit.layersFraction(),
        agreement(limit, fullDepth),
        limit.answerBytes(),
        ladder(bundle, OperatingPoint::layersFraction),
        ladder(bundle, OperatingPoint::agreement),
        fullDepth.labels());
  }

  /**
   * Measures full depth, and the pace meanwhile, before the first cell of a sitting.
   *
   * @throws IllegalStateException when a run fails, or what it carries moves too much
   */
  double before(Sittings.Sitting sitting) throws Exception {
    List<Saturated> fullDepths = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      pace.engineSpeed();
      fullDepths.add(fullDepth("full-depth-before-" + sitting.number() + "-" + round, 1));
    }
    pace.engineSpeed();
    return capacity("full depth", fullDepths);
  }

  private static double capacity(String what, List<Saturated> runs) {
    return Drift.median(what, runs.stream().mapToDouble(Saturated::capacity).toArray());
  }

  /**
   * Measures both again.
   *
   * @param sitting the sitting that ends with it
   * @throws IllegalStateException when a run fails
   */
  Sittings.Sitting again(Sittings.Sitting sitting) throws Exception {
    String run = "-again-" + sitting.number();
    return sitting.ended(
        fullDepth("full-depth" + run, 1).capacity(), limit("limit" + run).capacity());
  }

  private Saturated fullDepth(String run, int wanted) throws Exception {
    return saturated(run, JobControl.fullDepth(options.slo(), options.maxLoss()), wanted);
  }

  private Saturated limit(String run) throws Exception {
    return saturated(run, JobControl.limit(options.slo(), options.maxLoss()), 1);
  }

  private Saturated saturated(String run, JobControl control, int wanted) throws Exception {
    int[] order = Workload.shuffled(examples.size(), options.seed());
    Duration steady = Duration.ofSeconds(options.steadySeconds());
    int distinct = Math.min(wanted, options.distinct());
    return new SaturatedRun(stand, control, run, examples, order, distinct, steady, progress)
        .measure();
  }

  private static double agreement(Saturated some, Saturated fullDepth) {
    return some.labels().entrySet().stream()
        .filter(label -> fullDepth.labels().containsKey(label.getKey()))
        .mapToDouble(
            label ->
                Objects.equals(label.getValue(), fullDepth.labels().get(label.getKey())) ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  private static double[] ladder(Bundle bundle, ToDoubleFunction<OperatingPoint> value) {
    return bundle.calibration().ladder().stream().mapToDouble(value).toArray();
  }
}
