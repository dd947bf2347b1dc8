package dev.thermocline.flink.operator;

import dev.thermocline.engine.cascade.RungDraw;
import dev.thermocline.engine.control.RungMix;
import dev.thermocline.flink.tuning.KeyTuning;
import dev.thermocline.flink.tuning.Tuning;

/**
 * What records draw from until the next decision or command; immutable, read by lane threads.
 *
 * @param mix rungs of the records that have no settings of their own
 * @param wanted rungs they would draw if no quality limit were in force
 * @param limitRung cheapest rung the job's limit allows
 * @param fullDepth whether records run to full depth whatever else is set
 * @param pin rung that every record is held at; -1 = none
 * @param tuning settings of keys
 * @param ladder the rungs
 */
record Depth(
    RungMix mix,
    RungMix wanted,
    int limitRung,
    boolean fullDepth,
    int pin,
    Tuning tuning,
    LadderSelection ladder) {

  /** The rung of a record, or {@link RungDraw#FULL_DEPTH}. */
  int draw(long recordHash, Object key) {
    if (fullDepth) {
      return RungDraw.FULL_DEPTH;
    }
    KeyTuning own = tuning.ofKey(key);
    if (own == KeyTuning.NONE) {
      return pin >= 0 ? pin : mix.draw(recordHash);
    }
    return ownDraw(own, recordHash);
  }

  /** Whether a rung drawn by a record of that key is beyond the job's limit, as in a breach. */
  boolean breaks(int rung, Object key) {
    return rung > limitRung && pin < 0 && tuning.ofKey(key) == KeyTuning.NONE;
  }

  private int ownDraw(KeyTuning own, long recordHash) {
    int limit = own.hasMaxLoss() ? ladder.limitRung(own.maxLoss()) : limitRung;
    int held = own.hasPin() ? own.pin() : pin;
    if (held >= 0) {
      return own.hasMaxLoss() ? ladder.held(held, own.maxLoss()) : held;
    }
    RungMix drawn = limit > limitRung ? wanted : mix;
    return Math.min(drawn.draw(recordHash), limit);
  }
}
