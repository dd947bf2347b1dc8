package dev.thermocline.engine.control;

import java.util.Locale;

/** At which quality a backlog is read. */
public enum CatchUp {
  /** As fast as the quality limit allows. */
  LIMIT,
  /** At the best quality, whatever its age. */
  HOLD;

  /** The name as it is written in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
