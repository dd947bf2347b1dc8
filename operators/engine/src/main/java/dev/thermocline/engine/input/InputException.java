package dev.thermocline.engine.input;

/** A record that cannot be turned into model input; the message names what is allowed. */
public final class InputException extends Exception {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  /**
   * What an encoder did not expect.
   *
   * @param cause what it ran into
   */
  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
