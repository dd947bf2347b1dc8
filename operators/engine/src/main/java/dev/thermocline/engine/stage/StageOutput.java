package dev.thermocline.engine.stage;

/** Outputs of one run, valid until closed. */
public interface StageOutput extends AutoCloseable {

  /** The exit head's output for all rows of the run; a copy that outlives {@link #close}. */
  HeadOutput head();

  /** Whether every activation of the row is finite; true for a stage without activations. */
  boolean finite(int row);

  /** Copies what the next stage reads of this row; not to be called on the last stage. */
  Row survivor(int row);

  @Override
  void close();
}
