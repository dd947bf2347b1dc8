package dev.thermocline.flink.operator;

import dev.thermocline.engine.cascade.RungDraw;
import dev.thermocline.engine.control.FairShares;
import dev.thermocline.engine.control.RungMix;
import dev.thermocline.flink.tuning.KeyTuning;
import dev.thermocline.flink.tuning.Tuning;
import org.jspecify.annotations.Nullable;

/**
 * What records draw from until the next decision or command; immutable, read by lane threads.
 *
 * @param mix rungs of the records that have no settings of their own
 * @param wanted rungs they would draw if no quality limit were in force
 * @param shares rungs per key, in the place of {@code mix}; null = all keys alike
 * @param limitRung cheapest rung the job's limit allows
 * @param allowedRung cheapest rung now: {@code limitRung} unless the limit gives way
 * @param fullDepth whether records run to full depth whatever else is set
 * @param pin rung that every record is held at; -1 = none
 * @param maxLoss the job's limit in force
 * @param tuning settings of keys
 * @param ladder the rungs
 */
record Depth(
    RungMix mix,
    RungMix wanted,
    @Nullable FairShares shares,
    int limitRung,
    int allowedRung,
    boolean fullDepth,
    int pin,
    double maxLoss,
    Tuning tuning,
    LadderSelection ladder) {

  /** The rung of a record, or {@link RungDraw#FULL_DEPTH}. */
  int draw(long recordHash, Object key) {
    if (fullDepth) {
      return RungDraw.FULL_DEPTH;
    }
    KeyTuning own = tuning.ofKey(key);
    if (own == KeyTuning.NONE) {
      return pin >= 0 ? pin : Math.min(mixOf(key).draw(recordHash), allowedRung);
    }
    return ownDraw(own, key, recordHash);
  }

  /** Whether a rung drawn by a record of that key is beyond the job's limit, as in a breach. */
  boolean breaks(int rung, Object key) {
    return rung > limitRung && pin < 0 && tuning.ofKey(key) == KeyTuning.NONE;
  }

  private RungMix mixOf(Object key) {
    return shares == null ? mix : shares.mix(hash(key));
  }

  /** What a key is known by among the rates of keys. */
  static long hash(Object key) {
    return key.hashCode() * 0x9E3779B97F4A7C15L;
  }

  private int ownDraw(KeyTuning own, Object key, long recordHash) {
    int limit = own.hasMaxLoss() ? ladder.limitRung(own.maxLoss()) : limitRung;
    int held = own.hasPin() ? own.pin() : pin;
    if (held >= 0) {
      return ladder.held(held, own.hasMaxLoss() ? own.maxLoss() : maxLoss);
    }
    RungMix drawn = limit > limitRung ? wanted : mixOf(key);
    return Math.min(drawn.draw(recordHash), limit);
  }
}
