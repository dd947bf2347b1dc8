package dev.thermocline.builder;

/** A bundle that cannot be built or evaluated; says what is wrong, what is allowed and the mend. */
public final class BuildException extends Exception {
  private static final long serialVersionUID = 1L;

  public BuildException(String message) {
    super(message);
  }

  public BuildException(String message, Throwable cause) {
    super(message, cause);
  }
}
