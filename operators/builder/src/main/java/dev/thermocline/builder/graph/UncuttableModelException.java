package dev.thermocline.builder.graph;

/**
 * A model, or a place in it, that cannot be cut; says what, where, what is allowed and the mend.
 */
public final class UncuttableModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UncuttableModelException(String message) {
    super(message);
  }

  public UncuttableModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
