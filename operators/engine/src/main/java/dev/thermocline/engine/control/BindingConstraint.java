package dev.thermocline.engine.control;

import java.util.Locale;

/** What keeps the depth where it is. */
public enum BindingConstraint {
  /** Nothing: the most expensive rung is in force. */
  BEST,
  /** The offered rate: records are young, and this depth is what the rate leaves room for. */
  RATE,
  /** The age of records: a backlog is being worked off. */
  AGE,
  /** What comes after the operator is slower than it: giving quality away would not help. */
  SINK,
  /** The bound on how fast depth returns. */
  SLEW,
  /** The quality limit: the load would need less depth than it allows. */
  LIMIT,
  /** The end of the ladder: the load would need less depth than its cheapest rung has. */
  CHEAPEST,
  /** A subtask that shares the device runs shallower. */
  COHERENCE,
  /** The rung is fixed, by hand or by the mode. */
  PIN;

  /** The name as it is written in metrics, logs and reports. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
