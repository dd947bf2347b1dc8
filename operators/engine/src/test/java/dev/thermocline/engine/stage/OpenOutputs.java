package dev.thermocline.engine.stage;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the outputs that fake stages gave and nobody has closed yet. */
public final class OpenOutputs {
  private static final AtomicLong OPEN = new AtomicLong();

  private OpenOutputs() {}

  /** A stage has given one. */
  public static void opened() {
    OPEN.incrementAndGet();
  }

  /** One is closed; to be called once for each. */
  public static void closed() {
    OPEN.decrementAndGet();
  }

  static long now() {
    return OPEN.get();
  }
}
