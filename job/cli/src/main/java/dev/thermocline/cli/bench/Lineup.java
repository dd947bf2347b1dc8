package dev.thermocline.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Who runs in a benchmark, and in which order on each trace. Of contenders that hold the same rung
 * one runs. The order is turned on by one from trace to trace, from a place that the seed says, so
 * that nobody always runs first after a change of the load.
 */
final class Lineup {

  /** Who stands for a rung that several hold, the first one first. */
  private static final List<Contender> STANDING_FOR_A_RUNG =
      List.of(
          Contender.STATIC_LIMIT,
          Contender.FULL_DEPTH,
          Contender.STATIC_FEASIBLE,
          Contender.STATIC_MIDDLE);

  private final List<Contender> contenders;
  private final Map<Contender, Contender> standIns = new EnumMap<>(Contender.class);
  private final List<Lap> laps = new ArrayList<>();
  private final long seed;

  Lineup(BenchOptions options, Setup setup) {
    List<Contender> asked = options.contenders().stream().distinct().toList();
    for (Contender contender : asked) {
      standIn(contender, asked, setup).ifPresent(other -> standIns.put(contender, other));
    }
    this.contenders = asked.stream().filter(one -> !standIns.containsKey(one)).toList();
    for (Contender contender : contenders) {
      for (Duration slo : contender.ignoresSlo() ? List.of(options.slo()) : options.slos()) {
        laps.add(new Lap(contender, slo));
      }
    }
    this.seed = options.seed();
  }

  /** One run on a trace. */
  record Lap(Contender contender, Duration slo) {

    /** Its name in reports and files. */
    @Override
    public String toString() {
      return contender.ignoresSlo()
          ? contender.toString()
          : contender + "@" + slo.toMillis() + "ms";
    }
  }

  private static Optional<Contender> standIn(
      Contender contender, List<Contender> asked, Setup setup) {
    OptionalInt rung = setup.rung(contender);
    return STANDING_FOR_A_RUNG.stream()
        .filter(other -> rung.isPresent() && asked.contains(other))
        .filter(other -> setup.rung(other).equals(rung))
        .findFirst()
        .filter(other -> other != contender);
  }

  /** Those that run, in the order they are reported. */
  List<Contender> contenders() {
    return contenders;
  }

  /** Those that were asked for and hold the rung of another, with that one. */
  Map<Contender, Contender> standIns() {
    return Collections.unmodifiableMap(standIns);
  }

  /** The runs of a trace, in the order they are run. */
  List<Lap> laps(BenchTrace trace) {
    int start = new SplittableRandom(seed).nextInt(laps.size());
    List<Lap> turned = new ArrayList<>(laps);
    Collections.rotate(turned, -((start + trace.ordinal()) % laps.size()));
    return turned;
  }
}
