package dev.thermocline.cli.demo;

import dev.thermocline.cli.replay.Schedule;
import dev.thermocline.cli.replay.Workload;
import dev.thermocline.schemas.DeadLetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One replay and what came out of it.
 *
 * @param workload the records
 * @param schedule when each was due
 * @param startMillis wall clock of the schedule's zero
 * @param endMillis wall clock when reading ended; where it was cut, before which everything emitted
 *     is among the answers
 * @param sent records written
 * @param lateMillis how long after each record could be had it was handed to the broker's client
 * @param answers first answers, in the order they were read
 * @param deadLettered records in the dead-letter topic, each counted once
 * @param deadLetters what the dead-letter topic holds
 * @param complete whether everything was out when reading ended, or would not come any more
 * @param faults what is wrong with what came out
 * @param bindingConstraint what kept the depth where it was at the peak; null when nothing came out
 */
public record Replayed(
    Workload workload,
    Schedule schedule,
    long startMillis,
    long endMillis,
    int sent,
    double[] lateMillis,
    List<Answer> answers,
    int deadLettered,
    List<DeadLetter> deadLetters,
    boolean complete,
    Faults faults,
    @Nullable String bindingConstraint) {

  public Replayed {
    answers = List.copyOf(answers);
    deadLetters = List.copyOf(deadLetters);
  }

  /** Wall clock of the first arrival, milliseconds. */
  double firstDueMillis() {
    return startMillis + schedule.dueNanos(0) / 1e6;
  }

  /** Wall clock at which the load gives way, milliseconds; NaN when it does not. */
  double fallMillis() {
    return startMillis + schedule.fallSeconds() * 1000;
  }
}
