package dev.thermocline.engine.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.bundle.HeadSpec;
import dev.thermocline.engine.cascade.Outcome.Exited;
import dev.thermocline.engine.cascade.Outcome.Failed;
import dev.thermocline.engine.exit.ExitPolicies;
import dev.thermocline.engine.runtime.CpuPermits;
import dev.thermocline.engine.runtime.FixedCosts;
import dev.thermocline.engine.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Plans and cascades over scripted stages with three rungs: full depth, strict, lax. */
final class CascadeFixture {
  private CascadeFixture() {}

  /** Sure of a record once two stages past its difficulty: softmax(4, 0) ≥ 0.98. */
  private static final double STRICT = 0.98;

  /** Sure at one stage past: softmax(2, 0) ≥ 0.88. */
  private static final double LAX = 0.88;

  static CascadePlan plan(List<ScriptedStage> stages, int maxSize) {
    int n = stages.size();
    List<HeadSpec> heads = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      heads.add(new HeadSpec(i, "classifier", 1));
    }
    return new CascadePlan(
        new ArrayList<Stage>(stages),
        heads,
        ExitPolicies.create("max-probability", heads),
        List.of(uniform(n, 2), uniform(n, STRICT), uniform(n, LAX)),
        FixedCosts.perRow(n, 2, 1e-4),
        new CascadeSettings(maxSize, Duration.ofMillis(20), Duration.ofMillis(5), List.of(16, 32)),
        CpuPermits.of(2));
  }

  private static double[] uniform(int n, double threshold) {
    double[] thresholds = new double[n];
    Arrays.fill(thresholds, threshold);
    return thresholds;
  }

  static LaneCascade<Integer> open(
      List<ScriptedStage> stages, RungDraw<Integer> rungs, CollectingSink sink) {
    return LaneCascade.open(plan(stages, 4), new Lanes(1), rungs, sink, new CascadeObserver<>() {});
  }

  static Exited<Integer> exited(Outcome<Integer> outcome) {
    assertThat(outcome).isInstanceOf(Exited.class);
    return (Exited<Integer>) outcome;
  }

  static Failed<Integer> failed(Outcome<Integer> outcome) {
    assertThat(outcome).isInstanceOf(Failed.class);
    return (Failed<Integer>) outcome;
  }
}
