package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.cascade.Cascade;
import dev.thermocline.engine.cascade.CascadeObserver;
import dev.thermocline.engine.cascade.OutcomeSink;
import dev.thermocline.engine.cascade.RungDraw;
import dev.thermocline.engine.control.ControlSettings;
import dev.thermocline.engine.control.CostModel;
import dev.thermocline.engine.control.DepthController;
import dev.thermocline.engine.control.DepthControllers;
import dev.thermocline.engine.control.SharedDevice;
import dev.thermocline.engine.input.InputEncoder;

/** A bundle ready to run on this task manager, held by one subtask. */
interface Engine extends AutoCloseable {

  /** What it runs. */
  Bundle bundle();

  /** Turns text into stage-1 rows. */
  InputEncoder encoder();

  /** The rungs its cascades can draw. */
  LadderSelection ladder();

  /** What runs cost on this machine, to be learnt from the runs of one subtask. */
  CostModel costs();

  /** What it runs on, with the other subtasks of this process. */
  SharedDevice device();

  /** Makes what decides the depth of its records. */
  default DepthController controller(ControlSettings settings) {
    return DepthControllers.of(settings);
  }

  /**
   * Starts a cascade; the caller closes it before the engine.
   *
   * @param rungs asked for each record's rung, on lane threads
   * @param sink told of every outcome, on lane threads
   * @param observer watches the runs, on lane threads
   */
  <T> Cascade<T> start(RungDraw<T> rungs, OutcomeSink<T> sink, CascadeObserver<T> observer);

  /** Gives the bundle's stages back; no cascade may run any more. Idempotent. */
  @Override
  void close();
}
