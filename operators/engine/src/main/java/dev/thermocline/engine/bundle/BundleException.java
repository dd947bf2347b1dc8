package dev.thermocline.engine.bundle;

/**
 * A bundle that must not be used; the message names file, key, value, what is allowed and the mend.
 */
public final class BundleException extends Exception {
  private static final long serialVersionUID = 1L;

  public BundleException(String message) {
    super(message);
  }

  public BundleException(String message, Throwable cause) {
    super(message, cause);
  }
}
