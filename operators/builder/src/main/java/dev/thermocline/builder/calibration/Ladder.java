package dev.thermocline.builder.calibration;

import dev.thermocline.engine.bundle.OperatingPoint;
import java.util.List;

/**
 * The rungs of a bundle.
 *
 * @param family name of the threshold family the rungs come from
 * @param rungs most expensive first; the first is full depth
 */
public record Ladder(String family, List<OperatingPoint> rungs) {

  public Ladder {
    rungs = List.copyOf(rungs);
  }
}
