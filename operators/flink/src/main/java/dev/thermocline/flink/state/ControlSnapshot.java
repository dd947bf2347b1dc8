package dev.thermocline.flink.state;

import dev.thermocline.engine.control.ControllerState;
import dev.thermocline.engine.control.PartitionRate;
import java.util.List;

/**
 * What one subtask's depth control remembers.
 *
 * @param controller what its controller remembers
 * @param costScale measured over predicted seconds of runs, ρ
 * @param rates offered rates of its partitions
 */
public record ControlSnapshot(
    ControllerState controller, double costScale, List<PartitionRate> rates) {

  public ControlSnapshot {
    rates = List.copyOf(rates);
  }
}
