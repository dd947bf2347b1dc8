package dev.thermocline.cli.demo;

import dev.thermocline.flink.config.EarlyExitOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.flink.configuration.Configuration;

/**
 * What a demo run is asked for.
 *
 * @param bundle directory of the bundle
 * @param data labelled records to replay
 * @param load which arrivals
 * @param mode who chooses the depth, as {@code control.mode} names it; empty = the job's default
 * @param slo limit of the latency, for the job and the report
 * @param maxLoss quality limit in the bundle's loss
 * @param limitRung the cheapest rung of the bundle within that limit; empty = not known
 * @param poison every how many-th record is spoilt; 0 = none
 * @param seed of the arrivals and of the choice of records
 * @param job further options of the job, Flink's own among them, by key
 */
public record DemoOptions(
    Path bundle,
    Path data,
    DemoLoad load,
    Optional<String> mode,
    Duration slo,
    double maxLoss,
    OptionalInt limitRung,
    int poison,
    long seed,
    Map<String, String> job) {

  public DemoOptions {
    require(slo.toMillis() > 0, "--slo", slo.toMillis() + " ms", "a duration above 0 ms");
    require(maxLoss >= 0 && maxLoss <= 1, "--max-loss", maxLoss, "a number from 0 to 1");
    job = Map.copyOf(job);
    for (String key : job.keySet()) {
      require(
          !Stand.ownKeys().contains(key),
          "-D " + key,
          "set",
          "a key that the demo does not set itself; leave it out, or look for an option of the demo");
    }
    require(poison >= 0, "--poison", poison, "a whole number from 0; 0 spoils none");
  }

  private static void require(boolean holds, String option, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(option + " is " + value + "; allowed is " + allowed);
    }
  }

  /** The same, once the limit's rung is known. */
  public DemoOptions withLimitRung(int rung) {
    return new DemoOptions(
        bundle, data, load, mode, slo, maxLoss, OptionalInt.of(rung), poison, seed, job);
  }

  /**
   * What the demo itself gives to the job of the replay, names standing in for a broker and topics
   * that are not there yet: {@link #job} counts above it.
   */
  public Configuration settings() {
    return Stand.outline(bundle, JobControl.of(mode, slo, maxLoss));
  }

  /** How the job of the replay chooses its depth. */
  JobControl control() {
    int rung = Configuration.fromMap(job).get(EarlyExitOptions.CONTROL_STATIC_RUNG);
    return new JobControl(mode, rung, slo, maxLoss);
  }
}
