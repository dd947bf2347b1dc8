package dev.thermocline.cli.cluster;

import dev.thermocline.schemas.Prediction;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says that must not depend on what happens to the cluster.
 *
 * @param label predicted class
 * @param exit exit the record left at, 1-based
 * @param exits exits of the bundle
 * @param rung operating point it ran at
 */
record Outcome(@Nullable String label, int exit, int exits, int rung) {

  static Outcome of(Prediction prediction) {
    return new Outcome(
        prediction.getLabel(),
        prediction.getExitIndex(),
        prediction.getExits(),
        prediction.getRung());
  }

  /** Whether the record went through the last stage. */
  boolean atLastStage() {
    return exit == exits;
  }

  /** How many of the outcomes, by record, are others than in a run without faults. */
  static int different(Map<String, Outcome> undisturbed, Map<String, Outcome> outcomes) {
    return (int)
        outcomes.entrySet().stream()
            .filter(outcome -> !outcome.getValue().equals(undisturbed.get(outcome.getKey())))
            .count();
  }
}
