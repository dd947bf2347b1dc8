package dev.thermocline.cli.demo;

import dev.thermocline.cli.replay.Schedule;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What kept the depth of a run where it was at the peak of its load, told from outside: by the
 * rungs of the answers to the records due then, {@link Schedule#atPeak}.
 */
final class BindingConstraint {

  private BindingConstraint() {}

  /**
   * The first of these that holds: {@code best}, every record ran the most expensive rung; {@code
   * limit}, more than half of them ran the cheapest rung that the quality limit allows; {@code
   * pin}, the run holds one rung whatever the load; else {@code rate}, the depth followed the load.
   *
   * @param limitRung the cheapest rung that the quality limit allows; empty where it is not known,
   *     and then nothing counts as {@code limit}
   * @return null without answers to records due at the peak
   */
  static @Nullable String of(
      List<Answer> answers, Schedule schedule, JobControl control, OptionalInt limitRung) {
    int[] rungs =
        answers.stream()
            .filter(answer -> schedule.atPeak(answer.number()))
            .mapToInt(Answer::rung)
            .toArray();
    if (rungs.length == 0) {
      return null;
    }
    if (count(rungs, 0) == rungs.length) {
      return "best";
    }
    if (limitRung.isPresent() && 2 * count(rungs, limitRung.getAsInt()) > rungs.length) {
      return "limit";
    }
    return control.pinned() ? "pin" : "rate";
  }

  private static int count(int[] rungs, int wanted) {
    int count = 0;
    for (int rung : rungs) {
      if (Math.max(rung, 0) == wanted) {
        count++;
      }
    }
    return count;
  }
}
