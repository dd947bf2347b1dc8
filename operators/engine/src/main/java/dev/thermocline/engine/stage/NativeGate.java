package dev.thermocline.engine.stage;

/**
 * What every call into native code passes. Once the process is told to end it lets nobody in, has
 * the calls inside end early and holds the process until they have.
 */
public interface NativeGate {

  /** For calls that cannot be ended early. */
  Runnable CANNOT_END_EARLY = () -> {};

  /**
   * Watches for the end of the process until the watch is closed; to be held by whatever keeps
   * something native open.
   *
   * @throws ShutdownException if the process is ending already
   */
  Watch watch();

  /**
   * Lets a call in.
   *
   * @param endEarly makes the call return soon, from another thread and without waiting; called at
   *     most once and never after the pass is closed
   * @throws ShutdownException if the process is ending
   */
  Pass enter(Runnable endEarly);

  /** Keeps the gate watching; closing it twice does nothing. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** A call inside; to be closed when it has returned. */
  interface Pass extends AutoCloseable {

    /** Whether the process has been told to end, so that a fault of the call may be due to that. */
    boolean ending();

    @Override
    void close();
  }
}
