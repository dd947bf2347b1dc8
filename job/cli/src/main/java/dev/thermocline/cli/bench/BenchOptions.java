package dev.thermocline.cli.bench;

import dev.thermocline.flink.config.EarlyExitOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a benchmark is asked for.
 *
 * @param bundle directory of the bundle
 * @param data labelled records to replay
 * @param slo longest wanted latency
 * @param alsoSlo a second one that every trace is also run and scored under
 * @param maxLoss quality limit in the bundle's loss
 * @param contenders who chooses the depth, in the order they run
 * @param traces which loads, in the order they run
 * @param seconds length of a usual cell
 * @param steadySeconds least length of the windows that capacities are measured over
 * @param distinct most distinct records; they repeat under new ids
 * @param directory where finished cells are kept
 * @param resume whether to go on with what lies there
 * @param seed of arrivals and records
 */
public record BenchOptions(
    Path bundle,
    Path data,
    Duration slo,
    Optional<Duration> alsoSlo,
    double maxLoss,
    List<Contender> contenders,
    List<BenchTrace> traces,
    int seconds,
    int steadySeconds,
    int distinct,
    Path directory,
    boolean resume,
    long seed) {

  /** How often the benchmark's jobs decide, which the job takes no shorter SLO than. */
  private static final Duration TICK = EarlyExitOptions.CONTROL_TICK.defaultValue();

  private static final String LEAST_SLO =
      "a duration from " + TICK.toMillis() + " ms, the job's control.tick";

  public BenchOptions {
    contenders = List.copyOf(contenders);
    traces = List.copyOf(traces);
    require(slo.compareTo(TICK) >= 0, "--slo", slo.toMillis() + " ms", LEAST_SLO);
    require(
        alsoSlo.isEmpty() || (alsoSlo.get().compareTo(TICK) >= 0 && !alsoSlo.get().equals(slo)),
        "--also-slo",
        alsoSlo.map(also -> also.toMillis() + " ms").orElse(""),
        LEAST_SLO + ", other than --slo");
    require(maxLoss >= 0 && maxLoss <= 1, "--max-loss", maxLoss, "a number from 0 to 1");
    require(!contenders.isEmpty(), "--controllers", "empty", "one or more");
    require(!traces.isEmpty(), "--traces", "empty", "one or more");
    require(seconds >= 2, "--seconds", seconds, "a whole number from 2");
  }

  private static void require(boolean holds, String option, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(option + " is " + value + "; allowed is " + allowed);
    }
  }

  /** All SLOs, the first one first. */
  List<Duration> slos() {
    List<Duration> slos = new ArrayList<>(List.of(slo));
    alsoSlo.ifPresent(slos::add);
    return slos;
  }
}
