package dev.thermocline.engine.control;

/** Decides which rungs of the ladder the next records draw; asked from lane threads. */
@FunctionalInterface
public interface DepthController {

  /** The decision in force. */
  DepthDecision decision();

  /** A controller that always answers with one rung. */
  static DepthController fixed(int rung) {
    DepthDecision decision = new DepthDecision(rung, 0.0);
    return () -> decision;
  }
}
