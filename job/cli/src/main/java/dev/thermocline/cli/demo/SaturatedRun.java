package dev.thermocline.cli.demo;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.books.TopicReader;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.cli.replay.Backlog;
import dev.thermocline.cli.replay.Sender;
import dev.thermocline.cli.replay.Workload;
import java.time.Duration;
import java.util.List;

/**
 * Runs the job over a topic that never runs dry, until its rate has been steady for long enough and
 * it has labelled the examples a replay will need. The topic is filled while the job runs, as a
 * replay does: on this machine generator and brokers take their share of the processors.
 */
public final class SaturatedRun {

  /** Most distinct examples a replay waits for; longer ones repeat them. */
  static final int DISTINCT = 4_000;

  private static final Duration LIMIT = Duration.ofSeconds(100);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int FIRST_BACKLOG = 4_000;
  private static final int LARGEST_BACKLOG = 1 << 17;

  /** How far ahead of the job the topic is filled: several checkpoints, which show its progress. */
  private static final Duration AHEAD = Duration.ofSeconds(10);

  /** How far the input's pace is off the job's while the backlog grows or shrinks. */
  private static final double CATCH_UP = 1.25;

  private static final double MILLIS = 1000;

  private final Stand stand;
  private final Workload workload;
  private final JobControl control;
  private final String run;
  private final int wanted;
  private final Duration steady;
  private final Progress progress;

  /**
   * A run over the examples.
   *
   * @param control who chooses the depth
   * @param run name of the run
   * @param examples the texts
   * @param order the examples' indices in the order they are sent
   * @param records the replay's records; no more distinct ones are waited for
   * @param steady least length of the steady window
   */
  public SaturatedRun(
      Stand stand,
      JobControl control,
      String run,
      List<Example> examples,
      int[] order,
      int records,
      Duration steady,
      Progress progress) {
    this.stand = stand;
    this.control = control;
    this.run = run;
    this.workload = Stand.workload(run + "-", examples, order, 0);
    this.wanted = Math.min(Math.min(records, DISTINCT), order.length);
    this.steady = steady;
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @throws IllegalStateException when the job gives no steady rate within the time limit
   */
  public Saturated measure() throws Exception {
    Stand.Topics topics = stand.topics(run);
    try (Sender sender = new Sender(stand.kafka(), topics.input(), workload);
        Backlog input = new Backlog(i -> sender.send(i, System.currentTimeMillis()))) {
      Ledger ledger = new Ledger(workload);
      int backlog = FIRST_BACKLOG;
      input.add(backlog);
      double sinceMillis = 0;
      long deadline = System.nanoTime() + LIMIT.toNanos();
      Saturated measured = Saturated.of(ledger.answers(), workload, sinceMillis);
      try (TopicReader reader = ledger.reader(stand.kafka(), topics);
          FlinkCluster.RunningJob job = stand.start(topics, control)) {
        while (!enough(measured) && System.nanoTime() < deadline) {
          job.checkRunning();
          reader.poll(POLL);
          int waiting = input.sent() - ledger.settled();
          double rate = measured.steadySeconds() > 0 ? measured.capacity() : 0;
          backlog = backlog(waiting == 0 ? 2 * backlog : backlog, rate);
          supply(input, backlog, waiting, rate);
          if (waiting == 0) {
            sinceMillis = System.currentTimeMillis();
          }
          measured = Saturated.of(ledger.answers(), workload, sinceMillis);
          progress.report(
              "measuring " + run + ", saturated", (long) done(measured), steady.toSeconds());
        }
      }
      return checked(measured, ledger).withAnswerBytes(stand.answerBytes(topics));
    }
  }

  private static void supply(Backlog input, int backlog, int waiting, double rate) {
    input.pace(waiting < backlog ? CATCH_UP * rate : rate / CATCH_UP);
    if (waiting < backlog / 4) {
      input.add(backlog - waiting);
    }
  }

  /** Records to keep ahead of the job: at least so many, and enough for the rate it has shown. */
  private static int backlog(int least, double rate) {
    return (int) Math.min(Math.max(least, rate * AHEAD.toSeconds()), LARGEST_BACKLOG);
  }

  private boolean enough(Saturated measured) {
    return measured.steadySeconds() * MILLIS >= steady.toMillis()
        && measured.labels().size() >= wanted;
  }

  private double done(Saturated measured) {
    double time = measured.steadySeconds() * MILLIS / steady.toMillis();
    double distinct = (double) measured.labels().size() / wanted;
    return Math.min(Math.min(time, distinct), 1) * steady.toSeconds();
  }

  private Saturated checked(Saturated measured, Ledger ledger) {
    if (!(measured.capacity() > 0)
        || measured.steadySeconds() * MILLIS < steady.toMillis()
        || !ledger.deadLetters().isEmpty()) {
      throw new IllegalStateException(
          "%s gave no steady rate within %d s: %d records out, %d dead letters, steady for %.1f s of %d s; see the log"
              .formatted(
                  run,
                  LIMIT.toSeconds(),
                  ledger.answers().size(),
                  ledger.deadLetters().size(),
                  measured.steadySeconds(),
                  steady.toSeconds()));
    }
    return measured;
  }
}
