package dev.thermocline.engine.control;

/**
 * Decides once per tick which rungs of the ladder the next records draw. Pure arithmetic: samples
 * in, decision out. Not thread-safe.
 */
public interface DepthController {

  /**
   * The decision after one more sample.
   *
   * @param sample what was measured over the tick that ends now
   * @param costs what each rung costs
   * @param target limit and SLO in force now; the mix never holds a rung beyond the limit
   */
  DepthDecision decide(LoadSample sample, RungCosts costs, ControlTarget target);

  /** What it remembers, for the checkpoint. */
  ControllerState state();

  /**
   * Goes on from what a controller of the same kind remembered; anew where it was another kind,
   * whose numbers mean something else.
   */
  void restore(ControllerState state);
}
