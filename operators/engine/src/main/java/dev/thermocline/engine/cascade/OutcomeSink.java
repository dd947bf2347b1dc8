package dev.thermocline.engine.cascade;

import java.util.List;

/**
 * Takes what a cascade answers; called on lane threads, several at once, so it must hand over and
 * return.
 *
 * @param <T> what the submitter attached
 */
public interface OutcomeSink<T> {

  /** One or more records of one micro-batch are answered. */
  void completed(List<Outcome<T>> outcomes);

  /**
   * A run ended the cascade: beyond the runs under way, which may say the same, no outcome arrives.
   * Not called when the process ends.
   */
  void laneFailed(Throwable cause);
}
