package dev.thermocline.engine.control;

import java.util.Locale;

/** Who chooses the depth; checkpoints know the modes by their order, so new ones come last. */
public enum ControlMode {
  /** Feed-forward from the offered rate and feedback on the records' age, within the limit. */
  ADAPTIVE,
  /** One rung for every record. */
  STATIC,
  /** Full depth for every record. */
  OFF,
  /** Additive increase, multiplicative decrease on the records' age; for comparison. */
  AIMD_DELAY,
  /** Additive increase, multiplicative decrease on the engine's busy time; for comparison. */
  AIMD_BUSY,
  /** Proportional-integral control of the records' age alone; for comparison. */
  PI_AGE;

  /** The name as it is written in options and commands. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
