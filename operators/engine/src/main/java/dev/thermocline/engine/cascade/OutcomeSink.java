package dev.thermocline.engine.cascade;

import java.util.List;

/**
 * Takes what a cascade answers; called on a lane thread, so it must hand over and return.
 *
 * @param <T> what the submitter attached
 */
public interface OutcomeSink<T> {

  /** One or more records of one micro-batch are answered. */
  void completed(List<Outcome<T>> outcomes);

  /**
   * The lane died; no further outcome arrives. Not called when it ends because the process does.
   */
  void laneFailed(Throwable cause);
}
