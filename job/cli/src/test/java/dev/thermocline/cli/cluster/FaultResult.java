package dev.thermocline.cli.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a job that a fault was struck at; printed as JSON with these names. Of a run that
 * came to no end all but names and reason are null.
 *
 * @param name the fault's
 * @param bundle the trial's
 * @param records sent
 * @param missing of those, the ones that came out neither as an answer nor as a dead letter
 * @param duplicates answers and dead letters beyond a record's first
 * @param outOfOrder answers that came behind one of a later record of their key
 * @param secondsToResume from the first stroke on, the longest time in which no answer became
 *     visible to a consumer of committed records; null = nothing was struck
 * @param unknown what came out of which nothing went in
 * @param deadLettered records in the dead-letter topic
 * @param different records whose label, exit or rung is another than in the run without faults;
 *     null = not compared
 * @param keys keys of the records
 * @param lastStageShare share of the answers that come from the last stage
 * @param strokes under which load it was struck; null = nothing was struck
 * @param broken promises not kept, one line each
 */
record FaultResult(
    String name,
    String bundle,
    @Nullable Integer records,
    @Nullable Integer missing,
    @Nullable Integer duplicates,
    @Nullable Integer outOfOrder,
    @Nullable Double secondsToResume,
    @Nullable Integer unknown,
    @Nullable Integer deadLettered,
    @Nullable Integer different,
    @Nullable Integer keys,
    @Nullable Double lastStageShare,
    @Nullable Strokes strokes,
    List<String> broken) {

  FaultResult {
    broken = List.copyOf(broken);
  }

  /**
   * The load under which a fault was struck: that of the stroke that met the fewest records in
   * flight.
   *
   * @param count how often it was struck
   * @param inFlight records in flight
   * @param inFlightMax how many there could be
   * @param left answers not visible yet
   */
  record Strokes(int count, long inFlight, long inFlightMax, int left) {

    static @Nullable Strokes of(List<FaultedJob.Stroke> strokes) {
      Optional<FaultedJob.Stroke> least =
          strokes.stream()
              .min(Comparator.comparingDouble(one -> (double) one.inFlight() / one.most()));
      return least
          .map(one -> new Strokes(strokes.size(), one.inFlight(), one.most(), one.left()))
          .orElse(null);
    }
  }

  /** A run that came to no end. */
  static FaultResult failed(String name, String bundle, String why) {
    return new FaultResult(
        name,
        bundle,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(why));
  }

  /** Whether a promise was not kept. */
  boolean hasBroken() {
    return !broken.isEmpty();
  }
}
