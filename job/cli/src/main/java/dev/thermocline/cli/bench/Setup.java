package dev.thermocline.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.engine.bundle.BundleFormat;
import dev.thermocline.engine.bundle.BundleReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What every cell of a benchmark has in common, measured once at its start and kept beside the
 * cells: all of them stand against the same capacity and the same labels.
 *
 * @param key what was asked for; a benchmark goes on only under the same
 * @param fullDepthCapacity records per second of the saturated job at full depth, the median of
 *     three runs
 * @param limitCapacity the same at the cheapest rung the limit allows
 * @param engineSpeed records per second of the bare engine at full depth, the mean of before,
 *     between and after these measurements, see {@link Pace}
 * @param limitRung that rung
 * @param limitLayersFraction mean share of the layers run there
 * @param limitAgreement share of records labelled there as full depth labels them
 * @param answerBytes mean bytes of an answer in the output topic
 * @param ladderLayers layers fraction of each rung, as the bundle measured it
 * @param ladderAgreement share of records each rung labels as full depth does, as the bundle
 *     measured it
 * @param labels full depth's label per example index
 */
record Setup(
    Key key,
    double fullDepthCapacity,
    double limitCapacity,
    double engineSpeed,
    int limitRung,
    double limitLayersFraction,
    double limitAgreement,
    double answerBytes,
    double[] ladderLayers,
    double[] ladderAgreement,
    Map<Integer, @Nullable String> labels) {

  private static final double FEASIBLE_SHARE = 0.9;
  private static final double MOST_UTILISED = 0.97;

  /** Stands for full depth where no rung of the ladder runs all layers. */
  private static final int BESIDE_THE_LADDER = -1;

  private static final String FILE = "setup.json";
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  /**
   * What was asked for.
   *
   * @param bundleId digest of the bundle
   * @param dataSha256 digest of the records' file
   * @param maxLoss quality limit
   * @param seconds length of a usual cell
   * @param seed of arrivals and records
   * @param version digest of the program, see {@link Program}
   * @param processors processors of the machine
   */
  record Key(
      String bundleId,
      String dataSha256,
      double maxLoss,
      int seconds,
      long seed,
      String version,
      int processors) {

    /**
     * What the options ask for, on this machine. Traces, contenders and SLOs are no part of it.
     *
     * @throws BundleException when the bundle cannot be read
     * @throws IOException when the records cannot
     */
    static Key of(BenchOptions options) throws BundleException, IOException {
      return new Key(
          BundleReader.read(options.bundle()).id(),
          BundleFormat.sha256(options.data()),
          options.maxLoss(),
          options.seconds(),
          options.seed(),
          Program.digest(),
          Runtime.getRuntime().availableProcessors());
    }
  }

  /** What the limit's rung carries over what full depth carries, M. */
  double limitFactor() {
    return limitCapacity / fullDepthCapacity;
  }

  /** The rung half way between the best and the limit's. */
  int middleRung() {
    return limitRung / 2;
  }

  /**
   * The dearest rung that the highest sustained feasible load, nine tenths of what the limit's rung
   * carries, still leaves some headroom: arrivals are random, and its capacity is an estimate.
   */
  int feasibleRung() {
    int rung = 0;
    while (rung < limitRung && utilisation(rung) > MOST_UTILISED) {
      rung++;
    }
    return rung;
  }

  /** Share of a rung's estimated capacity that the highest sustained feasible load takes. */
  double utilisation(int rung) {
    return seconds(rung) * FEASIBLE_SHARE * limitCapacity;
  }

  /**
   * The rung that a contender holds; empty where it holds none. Full depth is the most expensive
   * rung where that one runs all layers, else a depth of its own.
   */
  OptionalInt rung(Contender contender) {
    return switch (contender) {
      case FULL_DEPTH -> OptionalInt.of(ladderLayers[0] < 1 ? BESIDE_THE_LADDER : 0);
      case STATIC_MIDDLE -> OptionalInt.of(middleRung());
      case STATIC_FEASIBLE -> OptionalInt.of(feasibleRung());
      case STATIC_LIMIT -> OptionalInt.of(limitRung);
      case AIMD_DELAY, AIMD_BUSY, PI_AGE, ADAPTIVE -> OptionalInt.empty();
    };
  }

  /**
   * Seconds of the whole job's time that a record takes at a rung up to the limit's: measured at
   * full depth and at the limit's rung, on a straight line over the layers fraction in between.
   */
  double seconds(int rung) {
    double atLimit = 1 / limitCapacity;
    double span = 1 - ladderLayers[limitRung];
    if (rung == limitRung || !(span > 0)) {
      return atLimit;
    }
    double share = (ladderLayers[rung] - ladderLayers[limitRung]) / span;
    return atLimit + share * (1 / fullDepthCapacity - atLimit);
  }

  /** The examples that full depth has labelled, in the order they are replayed. */
  int[] examples() {
    return labels.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * What agreement time buys: the rungs up to the limit's, each with its {@link #seconds};
   * disagreement is the bundle's, scaled to what the limit's rung shows on these records.
   *
   * @param pace the machine's, as a share of what it was when the capacities were measured
   */
  Menu menu(double pace) {
    double shownAtLimit = 1 - ladderAgreement[limitRung];
    double scale = shownAtLimit > 0 ? (1 - limitAgreement) / shownAtLimit : 1;
    List<Menu.Rung> rungs = new ArrayList<>();
    for (int rung = 0; rung <= limitRung; rung++) {
      rungs.add(new Menu.Rung(seconds(rung) / pace, 1 - scale * (1 - ladderAgreement[rung])));
    }
    return Menu.of(rungs);
  }

  /** Keeps it in a directory. */
  void write(Path directory) throws IOException {
    WholeFile.write(directory.resolve(FILE), MAPPER.writeValueAsString(this) + "\n");
  }

  /** Whether a directory holds that of an earlier benchmark. */
  static boolean isIn(Path directory) {
    return Files.isRegularFile(directory.resolve(FILE));
  }

  /** What a directory holds of an earlier benchmark; empty when it holds none. */
  static Optional<Setup> read(Path directory) throws IOException {
    return isIn(directory)
        ? Optional.of(MAPPER.readValue(directory.resolve(FILE).toFile(), Setup.class))
        : Optional.empty();
  }
}
