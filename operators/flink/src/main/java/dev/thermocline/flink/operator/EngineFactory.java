package dev.thermocline.flink.operator;

import dev.thermocline.flink.config.EarlyExitSettings;
import java.io.Serializable;

/** Opens the engine of one subtask, on its task manager; serialised into the job graph. */
interface EngineFactory extends Serializable {

  /**
   * Opens an engine.
   *
   * @param settings what it runs with
   * @param results told of every outcome, on lane threads
   * @throws Exception if the bundle or the settings do not allow it
   */
  <T> Engine<T> open(EarlyExitSettings settings, EngineResults<T> results) throws Exception;
}
