package dev.thermocline.engine.control;

/**
 * What a controller aims at in one tick; may change from tick to tick.
 *
 * @param sloSeconds longest wanted time from a record's arrival to its emission, > 0
 * @param limitRung cheapest rung the quality limit allows; no record may draw a cheaper one
 */
public record ControlTarget(double sloSeconds, int limitRung) {

  public ControlTarget {
    if (!(sloSeconds > 0) || Double.isInfinite(sloSeconds)) {
      throw new IllegalArgumentException(
          "control.slo is " + sloSeconds + " s; allowed is a finite duration above 0");
    }
    if (limitRung < 0) {
      throw new IllegalArgumentException("limit rung is " + limitRung + "; rungs count from 0");
    }
  }
}
