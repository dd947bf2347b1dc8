package dev.thermocline.engine.control;

import java.util.Locale;

/** What tells a controller that it falls behind. */
public enum ControlSignal {
  /** The records' age, from their Kafka timestamps. */
  AGE,
  /** The backpressure the operator causes; for timestamps that cannot be used. */
  BACKPRESSURE,
  /** Age while records carry usable timestamps, else backpressure. */
  AUTO;

  /** The name as it is written in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
