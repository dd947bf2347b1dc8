package dev.thermocline.flink.operator;

import dev.thermocline.flink.config.EarlyExitSettings;
import java.io.Serializable;

/** Opens the engine of one subtask, on its task manager; serialised into the job graph. */
@FunctionalInterface
interface EngineFactory extends Serializable {

  /**
   * Opens an engine.
   *
   * @throws Exception if the bundle cannot be opened or does not allow the settings
   */
  Engine open(EarlyExitSettings settings) throws Exception;
}
