package dev.thermocline.engine.stage;

import dev.thermocline.engine.bundle.StageSpec;
import java.util.List;

/** One model segment over a micro-batch; thread-safe, one call per lane at a time. */
public interface Stage extends AutoCloseable {

  /** What the stage reads and writes. */
  StageSpec spec();

  /**
   * Runs the segment over {@code rows}, padded to the longest.
   *
   * @param rows 1 or more rows for this stage's inputs
   * @return outputs in the order of {@code rows}; the caller closes them
   * @throws StageException if the run fails for what is in {@code rows}; nothing stays open
   * @throws IllegalStateException if it fails for another reason, as a closed stage or no memory
   * @throws ShutdownException if the process is ending
   */
  StageOutput run(List<Row> rows) throws StageException;

  /** Releases the stage; never while a run is under way. */
  @Override
  void close();
}
