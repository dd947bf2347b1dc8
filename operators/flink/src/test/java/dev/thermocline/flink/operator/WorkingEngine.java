package dev.thermocline.flink.operator;

import dev.thermocline.engine.cascade.Cascade;
import dev.thermocline.engine.cascade.CascadeObserver;
import dev.thermocline.engine.cascade.OutcomeSink;
import dev.thermocline.engine.cascade.RungDraw;
import dev.thermocline.engine.control.ControlSettings;
import dev.thermocline.engine.control.DepthController;
import dev.thermocline.engine.control.DepthControllers;

/** Runs every record for a set time on a lane of its own and tells a recorder of each tick. */
final class WorkingEngine extends ScriptedParts {
  private final long stageNanos;
  private final TickRecorder recorder;

  /**
   * Makes an engine.
   *
   * @param stageNanos time of a record in each of the three stages
   */
  WorkingEngine(long stageNanos, TickRecorder recorder) {
    this.stageNanos = stageNanos;
    this.recorder = recorder;
  }

  @Override
  public DepthController controller(ControlSettings settings) {
    return recorder.around(DepthControllers.of(settings), settings);
  }

  @Override
  public <T> Cascade<T> start(RungDraw<T> rungs, OutcomeSink<T> sink, CascadeObserver<T> observer) {
    return WorkingCascade.open(stageNanos, rungs, sink, observer);
  }

  @Override
  public void close() {}
}
