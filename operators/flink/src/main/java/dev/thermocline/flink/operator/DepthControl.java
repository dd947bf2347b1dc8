package dev.thermocline.flink.operator;

import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.ControlSettings;
import dev.thermocline.engine.control.ControlTarget;
import dev.thermocline.engine.control.DepthController;
import dev.thermocline.engine.control.DepthControllers;
import dev.thermocline.engine.control.DepthDecision;
import dev.thermocline.engine.control.LoadSample;
import dev.thermocline.engine.control.RungCosts;
import dev.thermocline.engine.control.RungMix;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.load.LoadSampler;
import dev.thermocline.flink.metrics.ControlMetrics;
import dev.thermocline.flink.state.ControlSnapshot;
import java.util.function.DoubleSupplier;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Decides every tick, from what the sampler saw, which rungs the next records draw. It decides on
 * the task thread; records draw on lane threads.
 */
final class DepthControl {
  private static final double MILLIS = 1e3;

  /** Above it the engine is full enough for its batches to be those of a full engine. */
  private static final double LOADED = 0.85;

  private final EarlyExitSettings settings;
  private final LadderSelection ladder;
  private final LoadSampler sampler;
  private final ControlMetrics metrics;
  private final ProcessingTimeService clock;
  private final DepthLog log = new DepthLog();
  private final Overload overload;
  private DepthController controller;
  private DoubleSupplier oldestSeconds = () -> Double.NaN;
  private ControlMode mode;
  private double sloSeconds;
  private double maxLoss;
  private volatile Depth inForce;
  private volatile int limitRung;
  private volatile boolean loaded;

  DepthControl(
      EarlyExitSettings settings,
      LadderSelection ladder,
      LoadSampler sampler,
      ControlMetrics metrics,
      ProcessingTimeService clock) {
    this.settings = settings;
    this.ladder = ladder;
    this.sampler = sampler;
    this.metrics = metrics;
    this.clock = clock;
    this.overload = new Overload(settings.control().onOverload());
    this.mode = settings.mode();
    this.sloSeconds = settings.control().slo().toMillis() / MILLIS;
    this.maxLoss = settings.maxLoss();
    this.limitRung = limit();
    this.controller = DepthControllers.of(control(mode));
    this.inForce = first();
  }

  /** A rung held by hand answers for its own loss; what adapts stays before the first excess. */
  private int limit() {
    return mode == ControlMode.STATIC
        ? ladder.staticRung(settings, maxLoss)
        : ladder.limitRung(maxLoss);
  }

  private ControlSettings control(ControlMode chosen) {
    return settings.control().with(chosen, -1);
  }

  /** Before anything is measured: what is fixed, else the best. */
  private Depth first() {
    int rung = mode == ControlMode.STATIC ? limitRung : 0;
    return new Depth(new RungMix(rung, 0), mode == ControlMode.OFF);
  }

  /**
   * Decides from now on every tick.
   *
   * @param oldest age of the oldest record in flight in seconds; NaN without one
   */
  void start(DoubleSupplier oldest) {
    oldestSeconds = oldest;
    decide();
    scheduleTick();
  }

  private void scheduleTick() {
    clock.registerTimer(
        clock.getCurrentProcessingTime() + settings.control().tick().toMillis(),
        time -> {
          decide();
          scheduleTick();
        });
  }

  private void decide() {
    LoadSample sample = sampler.sample(oldestSeconds.getAsDouble(), 0);
    RungCosts costs = sampler.costs().costs();
    ControlTarget target =
        new ControlTarget(sloSeconds, overload.allowed(limitRung, ladder.rungs() - 1));
    DepthDecision decision = controller.decide(sample, costs, target);
    overload.decided(decision, sample, sloSeconds, limitRung);
    inForce = new Depth(decision.mix(), mode == ControlMode.OFF);
    loaded = sample.utilization() > LOADED;
    metrics.decided(decision, sample);
    log.decided(decision, sample, limitRung);
  }

  /** What it remembers, for the checkpoint; task thread. */
  ControlSnapshot snapshot() {
    return new ControlSnapshot(controller.state(), sampler.costs().scale(), sampler.rates());
  }

  /** Goes on from what it remembered; before {@link #start}. */
  void restore(ControlSnapshot snapshot) {
    controller.restore(snapshot.controller());
    sampler.restore(snapshot.costScale(), snapshot.rates());
  }

  /** A record is admitted; task thread. */
  void admitted(InFlight<?> record) {
    if (record.arrivedMillis() >= 0) {
      sampler.arrived(record.partition(), record.arrivedMillis());
    }
  }

  /** The rung of a record whose first batch forms, or full depth; lane threads. */
  int draw(long recordHash, InFlight<?> record) {
    if (record.arrivedMillis() >= 0) {
      long age = clock.getCurrentProcessingTime() - record.arrivedMillis();
      sampler.started(record.partition(), age, record.admittedIdle());
    }
    int rung = inForce.draw(recordHash);
    if (rung > limitRung) {
      metrics.breached();
    }
    return rung;
  }

  /** A lane has dealt with a micro-batch; lane threads. */
  void turned(int stage, int bucket, int rows, long nanos) {
    sampler.turned(stage, bucket, rows, nanos, loaded);
  }
}
