package dev.thermocline.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every cell of a benchmark has in common, measured once at its start and kept beside the
 * cells: all of them stand against the same capacity and the same labels.
 *
 * @param key what was asked for; a benchmark goes on only under the same
 * @param bundleId digest of the bundle
 * @param fullDepthCapacity records per second of the saturated job at full depth
 * @param limitCapacity the same at the cheapest rung the limit allows
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
    String bundleId,
    double fullDepthCapacity,
    double limitCapacity,
    int limitRung,
    double limitLayersFraction,
    double limitAgreement,
    double answerBytes,
    double[] ladderLayers,
    double[] ladderAgreement,
    Map<Integer, @Nullable String> labels) {

  private static final String FILE = "setup.json";
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  /**
   * What was asked for.
   *
   * @param bundle directory of the bundle
   * @param data the records' file
   * @param maxLoss quality limit
   * @param seconds length of a usual cell
   * @param seed of arrivals and records
   */
  record Key(String bundle, String data, double maxLoss, int seconds, long seed) {}

  /** What the limit's rung carries over what full depth carries, M. */
  double limitFactor() {
    return limitCapacity / fullDepthCapacity;
  }

  /** The rung half way between the best and the limit's. */
  int middleRung() {
    return limitRung / 2;
  }

  /** The examples that full depth has labelled, in the order they are replayed. */
  int[] examples() {
    return labels.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * What agreement time buys: the rungs up to the limit's. Seconds per record are measured at full
   * depth and at the limit's rung and lie on a straight line over the layers fraction in between;
   * disagreement is the bundle's, scaled to what the limit's rung shows on these records.
   */
  Menu menu() {
    double fullSeconds = 1 / fullDepthCapacity;
    double slope = (fullSeconds - 1 / limitCapacity) / (1 - limitLayersFraction);
    double shownAtLimit = 1 - ladderAgreement[limitRung];
    double scale = shownAtLimit > 0 ? (1 - limitAgreement) / shownAtLimit : 1;
    List<Menu.Rung> rungs = new ArrayList<>();
    for (int rung = 0; rung <= limitRung; rung++) {
      double layers =
          limitLayersFraction
              + (1 - limitLayersFraction)
                  * (ladderLayers[rung] - ladderLayers[limitRung])
                  / (1 - ladderLayers[limitRung]);
      rungs.add(
          new Menu.Rung(
              fullSeconds - slope * (1 - layers), 1 - scale * (1 - ladderAgreement[rung])));
    }
    return Menu.of(rungs);
  }

  /** Keeps it in a directory. */
  void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(FILE), MAPPER.writeValueAsString(this) + "\n");
  }

  /** What a directory holds of an earlier benchmark; empty when it holds none. */
  static Optional<Setup> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    return Files.isRegularFile(file)
        ? Optional.of(MAPPER.readValue(file.toFile(), Setup.class))
        : Optional.empty();
  }
}
