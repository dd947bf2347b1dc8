package dev.thermocline.builder.calibration;

import java.util.List;

/**
 * A one-parameter family of thresholds: a path from full depth to the cheapest point on which no
 * exit ever becomes harder to take.
 */
interface ThresholdFamily {

  /** Name of the family, for reports. */
  String name();

  /**
   * Points of the path, most expensive first; the first point is full depth.
   *
   * @param tune records the path may look at
   * @param loss what the path should lose least of
   * @param layers layers of each stage
   * @return threshold arrays, one value per exit
   */
  List<double[]> path(ExitTable tune, Loss loss, int[] layers);
}
