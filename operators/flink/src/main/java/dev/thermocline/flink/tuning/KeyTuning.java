package dev.thermocline.flink.tuning;

/**
 * What is in force for one key in the place of the job's setting.
 *
 * @param maxLoss the key's quality limit; NaN = the job's
 * @param pin the rung its records run; -1 = as the job says
 */
public record KeyTuning(double maxLoss, int pin) {

  /** Nothing of the key's own. */
  public static final KeyTuning NONE = new KeyTuning(Double.NaN, -1);

  /** Whether the key has a quality limit of its own. */
  public boolean hasMaxLoss() {
    return !Double.isNaN(maxLoss);
  }

  /** Whether the key is pinned to a rung. */
  public boolean hasPin() {
    return pin >= 0;
  }
}
