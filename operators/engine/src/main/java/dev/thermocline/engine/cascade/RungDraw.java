package dev.thermocline.engine.cascade;

/**
 * Draws a record's rung once, when its stage-1 batch forms; called on lane threads, with the
 * cascade's queues locked.
 *
 * @param <T> what the submitter attached to the record
 */
@FunctionalInterface
public interface RungDraw<T> {

  /** In place of a rung: the record leaves at the last exit, whatever the policy says. */
  int FULL_DEPTH = -1;

  /**
   * The rung of one record.
   *
   * @param recordHash hash of the record's position
   * @return 0-based index into the ladder, or {@link #FULL_DEPTH}
   */
  int draw(long recordHash, T attachment);
}
