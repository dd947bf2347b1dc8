package dev.thermocline.engine.stage;

import dev.thermocline.engine.bundle.Bundle;

/** Opens the stages of a bundle on a device. */
@FunctionalInterface
public interface StageFactory {

  /**
   * Opens one stage.
   *
   * @param bundle a verified bundle
   * @param index 1-based stage index
   * @param device {@code cpu} or {@code cuda:N}
   * @throws StageException if the stage cannot be loaded on that device
   */
  Stage open(Bundle bundle, int index, String device) throws StageException;
}
