package dev.thermocline.flink.tuning;

import java.util.Locale;

/** How far a command reaches. */
public enum TuningScope {
  /** Every record of the job. */
  JOB,
  /** The records of one key. */
  KEY;

  /** The name as it is written in commands. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
