package dev.thermocline.engine.cascade;

import dev.thermocline.engine.stage.Row;

/**
 * Runs records through the chain of stages, each to its own exit.
 *
 * @param <T> what the submitter attaches to a record
 */
public interface Cascade<T> extends AutoCloseable {

  /**
   * Queues a record for stage 1; never blocks. Its outcome arrives at the sink given at opening, on
   * a lane thread.
   *
   * @param row the record's stage-1 row
   * @param recordHash hash of the record's position, for the rung draw
   * @param attachment returned with the outcome
   */
  void submit(Row row, long recordHash, T attachment);

  /** Records submitted and not yet answered. */
  int inFlight();

  /** Stops the lanes after the run under way; queued records get no outcome. Idempotent. */
  @Override
  void close();
}
