package dev.thermocline.builder;

import dev.thermocline.builder.EvaluationReport.BatchCost;
import dev.thermocline.builder.EvaluationReport.ExitQuality;
import dev.thermocline.builder.EvaluationReport.RungQuality;
import dev.thermocline.builder.calibration.ExitTable;
import dev.thermocline.builder.calibration.Loss;
import dev.thermocline.builder.calibration.Measurement;
import dev.thermocline.builder.data.Example;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.OperatingPoint;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.cascade.CascadeEngine;
import dev.thermocline.engine.exit.ExitPolicies;
import dev.thermocline.engine.exit.ExitPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures a bundle on records: quality of every exit and rung from one pass at full depth, cost
 * and throughput of every rung by running it.
 */
public final class Evaluation {
  private final Progress progress;
  private final EvaluationSettings settings;

  /** An evaluation that tells {@code progress} how far it is. */
  public Evaluation(EvaluationSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Evaluates a bundle.
   *
   * @throws BuildException if a record cannot be encoded or run
   */
  public EvaluationReport of(Bundle bundle, List<Example> examples)
      throws BuildException, IOException {
    EncodedData data = EncodedData.of(examples, bundle);
    ExitPolicy policy = ExitPolicies.create(bundle.calibration().policy(), bundle.heads());
    try (CascadeEngine engine = Passes.open(bundle, settings.batching())) {
      ExitTable table =
          ExitTable.of(new Passes(progress).logits("full depth", engine, data), policy);
      List<RungTiming> timings =
          settings.throughputRecords() == 0
              ? untimed(bundle)
              : new RungTimer(engine, policy, settings, progress).time(data.rows());
      return report(bundle, table, timings, new BatchCosts(engine, data.rows()));
    }
  }

  private EvaluationReport report(
      Bundle bundle, ExitTable table, List<RungTiming> timings, BatchCosts costs) {
    int[] layers = bundle.stages().stream().mapToInt(StageSpec::layers).toArray();
    List<ExitQuality> exits = new ArrayList<>();
    for (int exit = 1; exit <= bundle.exits(); exit++) {
      exits.add(new ExitQuality(exit, bundle.layersFraction(exit), table.accuracyOf(exit)));
    }
    List<RungQuality> rungs = new ArrayList<>();
    for (OperatingPoint point : bundle.calibration().ladder()) {
      Measurement measured = table.measure(point.thresholdArray(), Loss.DISAGREEMENT, layers);
      rungs.add(rung(point, measured, timings.get(point.rung()), costs.of(point.reach())));
    }
    return new EvaluationReport(
        bundle.id(),
        table.size(),
        table.accuracyOf(bundle.exits()),
        timings.get(0).fullDepthThroughput(),
        timings.get(0).records(),
        settings.lanes(),
        settings.inFlight(),
        settings.batching().linger().toMillis(),
        exits,
        rungs);
  }

  private static RungQuality rung(
      OperatingPoint point, Measurement measured, RungTiming timing, List<BatchCost> costs) {
    return new RungQuality(
        point.rung(),
        point.thresholds(),
        measured.layersFraction(),
        timing.costFraction(),
        measured.accuracy(),
        measured.agreement(),
        point.bound(),
        timing.throughput(),
        timing.nearbyFullDepth(),
        timing.stageBatch().isEmpty()
            ? Double.NaN
            : timing.stageBatch().get(timing.stageBatch().size() - 1),
        timing.stageBatch(),
        costs);
  }

  private static List<RungTiming> untimed(Bundle bundle) {
    return IntStream.range(0, bundle.calibration().ladder().size())
        .mapToObj(rung -> RungTiming.NONE)
        .toList();
  }
}
