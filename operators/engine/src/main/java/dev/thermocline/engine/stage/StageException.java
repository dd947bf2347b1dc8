package dev.thermocline.engine.stage;

/** A stage run failed; names the stage. */
public final class StageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int stage;

  public StageException(int stage, String message, Throwable cause) {
    super("stage " + stage + ": " + message, cause);
    this.stage = stage;
  }

  /** 1-based index of the stage that failed. */
  public int stage() {
    return stage;
  }
}
