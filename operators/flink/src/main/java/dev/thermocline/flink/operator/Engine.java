package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.cascade.Cascade;
import dev.thermocline.engine.input.InputEncoder;

/**
 * An opened engine, owned by one subtask.
 *
 * @param bundle what it runs
 * @param encoder turns text into stage-1 rows of the bundle
 * @param cascade runs the rows
 * @param certifiedRisk upper bound of the loss per rung; NaN where not certified
 * @param <T> what the operator attaches to a record
 */
record Engine<T>(Bundle bundle, InputEncoder encoder, Cascade<T> cascade, double[] certifiedRisk) {

  /** Stops the cascade; returns when no stage runs any more. */
  void close() {
    cascade.close();
  }
}
