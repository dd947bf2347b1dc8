package dev.thermocline.engine.control;

import java.util.Locale;

/** What gives way when even the quality limit does not keep up. */
public enum OnOverload {
  /** The lag grows, the limit stays. */
  HOLD,
  /** The limit is broken: counted, and told in the log. */
  BREACH;

  /** The name as it is written in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
