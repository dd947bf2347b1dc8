package dev.thermocline.flink.operator;

import dev.thermocline.engine.cascade.Outcome;
import java.util.List;

/**
 * Where an engine leaves what it did; called on lane threads, never blocks.
 *
 * @param <T> what the operator attached to a record
 */
interface EngineResults<T> {

  /** Records that are done, answered or failed, after one stage run. */
  void finished(List<Outcome<T>> outcomes);

  /** The lane died; no further outcome arrives. */
  void laneFailed(Throwable cause);
}
