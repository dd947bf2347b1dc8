package dev.thermocline.benchmarks;

import dev.thermocline.engine.control.BindingConstraint;
import dev.thermocline.engine.control.ControlSettings;
import dev.thermocline.engine.control.ControlTarget;
import dev.thermocline.engine.control.CostModel;
import dev.thermocline.engine.control.DepthController;
import dev.thermocline.engine.control.DepthControllers;
import dev.thermocline.engine.control.DepthDecision;
import dev.thermocline.engine.control.FairShares;
import dev.thermocline.engine.control.LoadSample;
import dev.thermocline.engine.control.OfferedRate;
import dev.thermocline.engine.control.RecordAge;
import dev.thermocline.engine.control.RungCosts;
import dev.thermocline.engine.control.RungMix;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does depth control cost a record, and a tick?
 *
 * <p>{@code java -jar operators/benchmarks/target/benchmarks.jar ControllerBenchmark -prof gc}
 *
 * <p>{@code record} is all of it that happens per record: offered rate, age, draw; {@code
 * fairRecord} adds the count of its key and its key's mixture; {@code run} is what a micro-batch
 * adds; {@code tick} reads every estimator and decides, {@code plan} divides the decision among
 * keys. Does not measure reading the clocks, the operator around it, or contention for the locks
 * between task and lane.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ControllerBenchmark {
  private static final int STAGES = 6;
  private static final int RUNGS = 24;
  private static final int BUCKETS = 3;
  private static final int HELD_KEYS = 128;
  private static final long RECORD_NANOS = 5_000_000;
  private static final double OVERLOAD = 50;
  private static final ControlTarget TARGET = new ControlTarget(0.5, 15);

  /** Source partitions whose records interleave; also a tenth of the keys. */
  @Param({"4", "256"})
  public int partitions;

  private final OfferedRate rate = new OfferedRate();
  private final RecordAge age = new RecordAge();
  private final FairShares shares = new FairShares(1, HELD_KEYS);
  private final DepthController controller = DepthControllers.of(ControlSettings.DEFAULTS);
  private final CostModel costs =
      new CostModel(
          (stage, batch, bucket) -> 0.0004 + 0.0018 * batch * (1 + bucket),
          ladder(),
          BUCKETS,
          IntStream.range(0, STAGES * BUCKETS).map(i -> 8).toArray(),
          0.005);
  private final RungMix mix = new RungMix(7, 0.4);
  private final RungCosts rungCosts = costs.costs();
  private final DepthDecision decision =
      new DepthDecision(mix, BindingConstraint.RATE, 1.4, rungCosts.logCost(8));
  private long record;

  private static List<double[]> ladder() {
    return IntStream.range(0, RUNGS)
        .mapToObj(
            rung -> {
              double[] reach = new double[STAGES];
              Arrays.setAll(reach, stage -> stage == 0 ? 1 : 1 - rung / (double) RUNGS);
              return reach;
            })
        .toList();
  }

  /** Fills every estimator. */
  @Setup
  public void fill() {
    for (int i = 0; i < 10_000; i++) {
      record();
      fairRecord();
      run();
    }
    plan();
  }

  /** Rate, age and draw of one record. */
  @Benchmark
  public int record() {
    long now = ++record * RECORD_NANOS;
    int partition = (int) (record * 7 % partitions);
    rate.arrived(partition, now / 1_000_000, now);
    age.started(partition, 40 + (record & 31), now, false);
    return mix.draw(record);
  }

  /** The same where the cost is shared fairly among more keys than are held. */
  @Benchmark
  public int fairRecord() {
    int drawn = record();
    long key = record * record % (10L * partitions);
    shares.arrived(key);
    return drawn + shares.mix(key).draw(record);
  }

  /** What one micro-batch reports. */
  @Benchmark
  public void run() {
    costs.ran((int) (++record % STAGES) + 1, (int) (record % BUCKETS), 8, 0.015, true);
  }

  /** One sample and one decision, under overload. */
  @Benchmark
  public DepthDecision tick() {
    long now = ++record * RECORD_NANOS;
    LoadSample sample =
        new LoadSample(
            0.1,
            age.seconds(now, 0.1),
            OVERLOAD + rate.perSecond(now),
            140,
            costs.scale(),
            costs.residenceSeconds(),
            0,
            0.1,
            0.9,
            0,
            Double.NaN);
    return controller.decide(sample, costs.costs(), TARGET);
  }

  /** The division of one decision among keys. */
  @Benchmark
  public RungMix plan() {
    shares.arrived(++record);
    shares.plan(0, decision, rungCosts, TARGET.limitRung(), key -> TARGET.limitRung());
    return shares.mix(record);
  }
}
