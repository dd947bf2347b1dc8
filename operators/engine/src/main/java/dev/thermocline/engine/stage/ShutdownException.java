package dev.thermocline.engine.stage;

/**
 * The process is ending, so native code takes no more calls and running ones are ended early. Says
 * nothing about the records of the call: whoever keeps them has to run them again elsewhere.
 */
public final class ShutdownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A call was not let in. */
  public ShutdownException() {
    super("the process is ending and lets no more calls into native code");
  }

  /** A call was ended early. */
  public ShutdownException(Throwable cause) {
    super("the process is ending and has ended a call into native code", cause);
  }
}
