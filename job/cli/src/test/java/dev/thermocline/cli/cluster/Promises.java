package dev.thermocline.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run must show, each that it does not in one line. */
final class Promises {

  /** Fewest keys, and least share of answers from the last stage, for a run to show anything. */
  static final int KEYS = 1_000;

  private static final double LAST_STAGE_SHARE = 0.2;

  private final List<String> broken = new ArrayList<>();

  /** All that was sent came out, once and in order: as an answer, or else as a dead letter. */
  void ofAccount(JsonNode account, int records, int answers) {
    for (String none : List.of("missing", "duplicates", "outOfOrder", "unknown")) {
      is(none, account.path(none).asInt(-1), 0);
    }
    is("in", account.path("in").asInt(-1), records);
    is("out", account.path("out").asInt(-1), answers);
    is("deadLettered", account.path("deadLettered").asInt(-1), records - answers);
  }

  /** The job had work to lose at every stroke. */
  void ofLoad(int keys, double lastStageShare, List<FaultedJob.Stroke> strokes) {
    if (keys < KEYS) {
      add("keys are " + keys + ", needed are " + KEYS);
    }
    if (!(lastStageShare >= LAST_STAGE_SHARE)) {
      add(
          String.format(
              Locale.ROOT,
              "share from the last stage is %.3f, needed is %.1f",
              lastStageShare,
              LAST_STAGE_SHARE));
    }
    for (FaultedJob.Stroke stroke : strokes) {
      if (!stroke.underLoad()) {
        add("in flight were " + stroke.inFlight() + " of " + stroke.most() + ", needed is half");
      }
    }
  }

  /** A number is what was promised. */
  void is(String what, int is, int promised) {
    if (is != promised) {
      add(what + " is " + is + ", promised is " + promised);
    }
  }

  /** Says what was not kept. */
  void add(String line) {
    broken.add(line);
  }

  /** What was not kept. */
  List<String> broken() {
    return List.copyOf(broken);
  }
}
