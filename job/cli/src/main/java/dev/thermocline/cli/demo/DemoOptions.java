package dev.thermocline.cli.demo;

import dev.thermocline.cli.replay.TraceName;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a demo run is asked for.
 *
 * @param bundle directory of the bundle
 * @param data labelled records to replay
 * @param records records to send
 * @param load peak of the trace as a multiple of the measured full-depth capacity
 * @param trace shape of the load
 * @param slo limit of the latency, for the report
 * @param maxLoss quality limit in the bundle's loss
 * @param poison every how many-th record is spoilt; 0 = none
 * @param seed of the arrivals and of the choice of records
 */
public record DemoOptions(
    Path bundle,
    Path data,
    int records,
    double load,
    TraceName trace,
    Duration slo,
    double maxLoss,
    int poison,
    long seed) {

  public DemoOptions {
    require(records >= 1, "--records", records, "a whole number from 1");
    require(load > 0 && Double.isFinite(load), "--load", load, "a finite number above 0");
    require(slo.toMillis() > 0, "--slo", slo.toMillis() + " ms", "a duration above 0 ms");
    require(maxLoss >= 0 && maxLoss <= 1, "--max-loss", maxLoss, "a number from 0 to 1");
    require(poison >= 0, "--poison", poison, "a whole number from 0; 0 spoils none");
  }

  private static void require(boolean holds, String option, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(option + " is " + value + "; allowed is " + allowed);
    }
  }
}
