package dev.thermocline.builder;

import dev.thermocline.engine.bundle.OperatingPoint;
import dev.thermocline.engine.cascade.CascadeEngine;
import dev.thermocline.engine.exit.ExitPolicy;
import dev.thermocline.engine.stage.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Runs every rung of a bundle at saturation on the same records. Full depth is run again after
 * every few rungs, so that a machine that gets slower or faster meanwhile moves both sides of a
 * ratio.
 */
final class RungTimer {
  private static final int RUNGS_PER_ROUND = 6;

  private final CascadeEngine engine;
  private final ExitPolicy policy;
  private final CascadeRun run;
  private final int wanted;
  private final Progress progress;

  RungTimer(
      CascadeEngine engine, ExitPolicy policy, EvaluationSettings settings, Progress progress) {
    this.engine = engine;
    this.policy = policy;
    this.run = new CascadeRun(engine, settings.lanes(), settings.inFlight());
    this.wanted = settings.throughputRecords();
    this.progress = progress;
  }

  /** Times all rungs, rung 0 (full depth) from the runs between the others. */
  List<RungTiming> time(List<Row> rows) throws BuildException {
    List<Row> sample = rows.subList(0, Math.min(wanted, rows.size()));
    List<OperatingPoint> ladder = engine.bundle().calibration().ladder();
    List<CascadeRun.Result> fullDepth = new ArrayList<>();
    List<CascadeRun.Result> rungs = new ArrayList<>();
    fullDepth.add(timed(ladder.get(0), sample));
    for (int rung = 1; rung < ladder.size(); rung++) {
      progress.advanced("rungs", rung, ladder.size());
      rungs.add(timed(ladder.get(rung), sample));
      if (rung % RUNGS_PER_ROUND == 0 || rung == ladder.size() - 1) {
        fullDepth.add(timed(ladder.get(0), sample));
      }
    }
    progress.advanced("rungs", ladder.size(), ladder.size());
    return timings(sample.size(), fullDepth, rungs);
  }

  private CascadeRun.Result timed(OperatingPoint point, List<Row> sample) throws BuildException {
    return run.run(sample, policy, point.thresholdArray(), HeadRecorder.NONE, () -> {});
  }

  private static List<RungTiming> timings(
      int records, List<CascadeRun.Result> fullDepth, List<CascadeRun.Result> rungs) {
    double seconds = fullDepth.stream().mapToDouble(CascadeRun.Result::seconds).sum();
    double throughput = records * fullDepth.size() / seconds;
    List<RungTiming> timings = new ArrayList<>();
    timings.add(
        new RungTiming(
            records, throughput, throughput, throughput, 1.0, batches(fullDepth.get(0).tally())));
    for (int i = 0; i < rungs.size(); i++) {
      CascadeRun.Result result = rungs.get(i);
      CascadeRun.Result before = fullDepth.get(i / RUNGS_PER_ROUND);
      CascadeRun.Result after = fullDepth.get(i / RUNGS_PER_ROUND + 1);
      double cost = (before.tally().seconds() + after.tally().seconds()) / 2;
      timings.add(
          new RungTiming(
              records,
              records / result.seconds(),
              throughput,
              2.0 * records / (before.seconds() + after.seconds()),
              result.tally().seconds() / cost,
              batches(result.tally())));
    }
    return timings;
  }

  private static List<Double> batches(StageTally tally) {
    return IntStream.rangeClosed(1, tally.stages()).mapToObj(tally::meanBatch).toList();
  }
}
