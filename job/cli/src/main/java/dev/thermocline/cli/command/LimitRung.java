package dev.thermocline.cli.command;

import dev.thermocline.engine.bundle.OperatingPoint;
import dev.thermocline.flink.config.BundleFit;
import java.util.List;

/** The cheapest rung that a quality limit allows, as the job finds it. */
final class LimitRung {

  private LimitRung() {}

  /**
   * The last rung before the loss first exceeds the limit; 0 where none is within it.
   *
   * @param ladder rungs, the most expensive first
   */
  static int of(List<OperatingPoint> ladder, double maxLoss) {
    int within = 0;
    while (within < ladder.size() && BundleFit.loss(ladder.get(within)) <= maxLoss) {
      within++;
    }
    return Math.max(within - 1, 0);
  }
}
