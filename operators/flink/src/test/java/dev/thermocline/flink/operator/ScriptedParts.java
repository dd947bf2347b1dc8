package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.control.CostModel;
import dev.thermocline.engine.control.SharedDevice;
import dev.thermocline.engine.input.InputEncoder;

/** All of a scripted engine but the lane. */
abstract class ScriptedParts implements Engine {
  final ScriptedEngine scripted = new ScriptedEngine();

  @Override
  public Bundle bundle() {
    return scripted.bundle();
  }

  @Override
  public InputEncoder encoder() {
    return scripted.encoder();
  }

  @Override
  public LadderSelection ladder() {
    return scripted.ladder();
  }

  @Override
  public SharedDevice device() {
    return scripted.device();
  }

  @Override
  public CostModel costs() {
    return scripted.costs();
  }
}
