package dev.thermocline.cli.demo;

import dev.thermocline.cli.replay.Schedule;
import dev.thermocline.cli.replay.Workload;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One replay against the job.
 *
 * @param run name of the run; its topics bear it
 * @param phase what its progress is called
 * @param workload which records
 * @param schedule when each is due
 * @param control who chooses the depth
 * @param limitRung the cheapest rung that the quality limit allows; empty = not known
 * @param answerBytes mean bytes of an answer, for a limit of the output
 * @param patience longest wait without a single record coming out before the rest counts as missing
 * @param grace how long after the last record was sent a job that still makes progress is let run;
 *     empty = until all is out
 */
public record LoadPlan(
    String run,
    String phase,
    Workload workload,
    Schedule schedule,
    JobControl control,
    OptionalInt limitRung,
    double answerBytes,
    Duration patience,
    Optional<Duration> grace) {

  /** A replay under a limit whose rung is not known. */
  public LoadPlan(
      String run,
      String phase,
      Workload workload,
      Schedule schedule,
      JobControl control,
      double answerBytes,
      Duration patience,
      Optional<Duration> grace) {
    this(
        run, phase, workload, schedule, control, OptionalInt.empty(), answerBytes, patience, grace);
  }
}
