package dev.thermocline.flink.operator;

import dev.thermocline.engine.cascade.RungDraw;
import dev.thermocline.engine.control.RungMix;

/**
 * What records draw from until the next decision; immutable, read by lane threads.
 *
 * @param mix rungs of the records
 * @param fullDepth whether they run to full depth instead
 */
record Depth(RungMix mix, boolean fullDepth) {

  /** The rung of a record, or {@link RungDraw#FULL_DEPTH}. */
  int draw(long recordHash) {
    return fullDepth ? RungDraw.FULL_DEPTH : mix.draw(recordHash);
  }
}
