package dev.thermocline.engine.cascade;

import dev.thermocline.engine.bundle.HeadSpec;
import dev.thermocline.engine.exit.ExitPolicy;
import dev.thermocline.engine.runtime.CpuPermits;
import dev.thermocline.engine.runtime.StageCosts;
import dev.thermocline.engine.stage.Stage;
import java.util.List;

/**
 * Everything a cascade runs with.
 *
 * @param stages the open chain, in order; stays open until the cascade is closed
 * @param heads one head per stage, in order
 * @param policy who leaves
 * @param ladder thresholds per exit, one array per rung
 * @param costs measured seconds per run
 * @param settings how micro-batches form
 * @param permits bound on concurrent CPU runs
 */
public record CascadePlan(
    List<Stage> stages,
    List<HeadSpec> heads,
    ExitPolicy policy,
    List<double[]> ladder,
    StageCosts costs,
    CascadeSettings settings,
    CpuPermits permits) {

  public CascadePlan {
    stages = List.copyOf(stages);
    heads = List.copyOf(heads);
    ladder = ladder.stream().map(double[]::clone).toList();
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("a cascade needs at least 1 stage");
    }
    if (heads.size() != stages.size()) {
      throw new IllegalArgumentException(
          "there are " + heads.size() + " heads for " + stages.size() + " stages; give one each");
    }
    if (ladder.isEmpty()) {
      throw new IllegalArgumentException("the ladder is empty; it needs at least 1 rung");
    }
    for (double[] thresholds : ladder) {
      if (thresholds.length != stages.size()) {
        throw new IllegalArgumentException(
            "a rung has "
                + thresholds.length
                + " thresholds; it must have one per exit, "
                + stages.size());
      }
    }
  }
}
