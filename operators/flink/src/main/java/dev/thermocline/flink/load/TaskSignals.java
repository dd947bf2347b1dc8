package dev.thermocline.flink.load;

/** What the task tells about its input and output; task thread only. */
public interface TaskSignals {

  /** Whether every output takes a record without waiting. */
  boolean outputAvailable();

  /**
   * Milliseconds since the task's start in which it read nothing because an output was not
   * available.
   */
  long outputWaitMillis();

  /** Milliseconds since the task's start in which it had no input to read. */
  long inputIdleMillis();
}
