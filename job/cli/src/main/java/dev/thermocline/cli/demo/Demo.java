package dev.thermocline.cli.demo;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.cli.replay.Schedule;
import dev.thermocline.cli.replay.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Runs the whole job on this machine: measures what it can do at full depth, then replays a trace
 * at a multiple of that while records may leave early, and accounts for each of them.
 */
public final class Demo {

  private final DemoOptions options;
  private final List<Example> examples;
  private final DemoJob job;
  private final Timing timing;
  private final Progress progress;

  /**
   * A demo of a job.
   *
   * @param options what to run
   * @param examples the labelled texts to replay; at least one
   * @param job lays out the topology
   * @param progress hears how far it is
   */
  public Demo(DemoOptions options, List<Example> examples, DemoJob job, Progress progress) {
    this(options, examples, job, Timing.DEFAULT, progress);
  }

  Demo(DemoOptions options, List<Example> examples, DemoJob job, Timing timing, Progress progress) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException(
          options.data() + " holds no record; the demo needs at least one");
    }
    this.options = options;
    this.examples = List.copyOf(examples);
    this.job = job;
    this.timing = timing;
    this.progress = progress;
  }

  /** Runs everything from the broker's start to its stop and returns what was measured. */
  public Outcome run() throws Exception {
    Measurement measurement = measure();
    return new Outcome(measurement.report(), measurement.replayed().faults());
  }

  /**
   * How a demo ended.
   *
   * @param report what was measured
   * @param faults what is wrong with what came out
   */
  public record Outcome(DemoReport report, Faults faults) {

    /**
     * Whether every record came out once, the good ones as predictions in their key's order and the
     * spoilt ones as dead letters.
     */
    public boolean passed() {
      return faults.none();
    }
  }

  Measurement measure() throws Exception {
    progress.say("starting a broker and a Flink cluster of two task managers");
    try (Stand stand = Stand.start(options.bundle(), job, options.job())) {
      Saturated fullDepth =
          new SaturatedRun(
                  stand,
                  JobControl.fullDepth(options.slo(), options.maxLoss()),
                  "full-depth",
                  examples,
                  Workload.shuffled(examples.size(), options.seed()),
                  options.load().records(),
                  timing.steady(),
                  progress)
              .measure();
      progress.say(
          String.format(
              Locale.ROOT,
              "full depth does %.1f records/s; %s peaks at %.2f times that",
              fullDepth.capacity(),
              options.load().title(),
              options.load().factor(fullDepth.capacity())));
      Replayed replayed = new LoadRun(stand, plan(fullDepth), progress).replay();
      return new Measurement(
          replayed,
          examples,
          fullDepth,
          options.load().factor(fullDepth.capacity()),
          options.slo().toMillis());
    }
  }

  private LoadPlan plan(Saturated fullDepth) {
    Schedule schedule = options.load().schedule(fullDepth.capacity(), options.seed());
    Workload workload =
        Stand.workload(
            "demo-",
            examples,
            fullDepth.examples(options.load().records()),
            options.poison(),
            schedule.keys(Stand.keys(), options.seed()));
    return new LoadPlan(
        "demo",
        "replaying",
        workload,
        schedule,
        options.control(),
        options.limitRung(),
        fullDepth.answerBytes(),
        timing.patience(),
        Optional.empty());
  }

  /**
   * How long things are given.
   *
   * @param steady least length of the steady window the capacity is measured over
   * @param patience longest wait without a single record coming out before the rest counts as
   *     missing
   */
  record Timing(Duration steady, Duration patience) {

    static final Timing DEFAULT = new Timing(Duration.ofSeconds(20), Duration.ofSeconds(45));
  }
}
