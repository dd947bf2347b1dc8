package dev.thermocline.engine.cascade;

/** Draws a record's rung once, when its stage-1 batch forms; called on lane threads. */
@FunctionalInterface
public interface RungDraw {

  /**
   * The rung of one record.
   *
   * @param recordHash hash of the record's position
   * @return 0-based index into the ladder
   */
  int draw(long recordHash);
}
