package dev.thermocline.flink.operator;

import dev.thermocline.engine.control.BindingConstraint;
import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.ControlSettings;
import dev.thermocline.engine.control.ControlTarget;
import dev.thermocline.engine.control.DepthController;
import dev.thermocline.engine.control.DepthDecision;
import dev.thermocline.engine.control.FairShares;
import dev.thermocline.engine.control.LoadSample;
import dev.thermocline.engine.control.RungCosts;
import dev.thermocline.engine.control.RungMix;
import dev.thermocline.engine.control.SharedDevice;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.load.LoadSampler;
import dev.thermocline.flink.metrics.ControlMetrics;
import dev.thermocline.flink.state.ControlSnapshot;
import dev.thermocline.flink.tuning.Tuning;
import dev.thermocline.flink.tuning.TuningCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides every tick, from what the sampler saw, which rungs the next records draw, and obeys
 * commands at once. It decides on the task thread; records draw on lane threads.
 */
final class DepthControl {
  private static final Logger LOG = LoggerFactory.getLogger(DepthControl.class);
  private static final double MILLIS = 1e3;
  private static final int NO_PIN = -1;

  /** Keys whose rates are known one by one. */
  private static final int FREQUENT_KEYS = 64;

  /** Above it the engine is full enough for its batches to be those of a full engine. */
  private static final double LOADED = 0.85;

  private final EarlyExitSettings settings;
  private final LadderSelection ladder;
  private final LoadSampler sampler;
  private final Function<ControlSettings, DepthController> controllers;
  private final ControlMetrics metrics;
  private final ProcessingTimeService clock;
  private final SharedDevice device;
  private final @Nullable FairShares shares;
  private final DepthLog log = new DepthLog();
  private final Overload overload;
  private SharedDevice.@Nullable Member member;
  private Map<Long, Integer> limitOfKey = Map.of();
  private DoubleSupplier oldestSeconds = () -> Double.NaN;
  private Tuning tuning = Tuning.NONE;
  private DepthController controller;
  private ControlMode mode;
  private double sloSeconds;
  private double maxLoss;
  private volatile Depth inForce;
  private volatile boolean loaded;

  DepthControl(
      EarlyExitSettings settings,
      LadderSelection ladder,
      LoadSampler sampler,
      SharedDevice device,
      Function<ControlSettings, DepthController> controllers,
      ControlMetrics metrics,
      ProcessingTimeService clock) {
    this.settings = settings;
    this.ladder = ladder;
    this.sampler = sampler;
    this.device = device;
    this.controllers = controllers;
    double fairness = settings.control().fairness();
    this.shares = fairness > 0 ? new FairShares(fairness, FREQUENT_KEYS) : null;
    this.metrics = metrics;
    this.clock = clock;
    this.overload = new Overload(settings.control().onOverload());
    this.mode = settings.mode();
    this.sloSeconds = settings.control().slo().toMillis() / MILLIS;
    this.maxLoss = settings.maxLoss();
    this.controller = controller(mode);
    // Before anything is measured: what is fixed, else the best.
    RungMix first = new RungMix(mode == ControlMode.STATIC ? limit() : 0, 0);
    this.inForce = depth(first, first);
  }

  private DepthController controller(ControlMode chosen) {
    return controllers.apply(settings.control().with(chosen, ControlSettings.LIMIT_RUNG));
  }

  /** A rung held by hand answers for its own loss; what adapts stays before the first excess. */
  private int limit() {
    return mode == ControlMode.STATIC
        ? ladder.staticRung(settings, maxLoss)
        : ladder.limitRung(maxLoss);
  }

  private int pin() {
    return tuning.pin().isPresent() ? ladder.held(tuning.pin().getAsInt(), maxLoss) : NO_PIN;
  }

  private Depth depth(RungMix mix, RungMix wanted) {
    int limit = limit();
    return new Depth(
        mix,
        wanted,
        // A held rung is every key's; shares would make up for those with a laxer limit.
        mode == ControlMode.STATIC ? null : shares,
        limit,
        overload.allowed(limit, ladder.rungs() - 1),
        mode == ControlMode.OFF,
        pin(),
        maxLoss,
        tuning,
        ladder);
  }

  /**
   * Decides from now on every tick.
   *
   * @param oldest age of the oldest record in flight in seconds; NaN without one
   */
  void start(DoubleSupplier oldest) {
    oldestSeconds = oldest;
    SharedDevice.Member joined = device.join();
    member = joined;
    decide(joined);
    scheduleTick(joined);
  }

  private void scheduleTick(SharedDevice.Member joined) {
    clock.registerTimer(
        clock.getCurrentProcessingTime() + settings.control().tick().toMillis(),
        time -> {
          decide(joined);
          scheduleTick(joined);
        });
  }

  private void decide(SharedDevice.Member joined) {
    long now = System.nanoTime();
    LoadSample sample = sampler.sample(oldestSeconds.getAsDouble(), joined.smallestOfOthers(now));
    RungCosts costs = sampler.costs().costs();
    int limit = limit();
    int cheapest = ladder.rungs() - 1;
    ControlTarget target = new ControlTarget(sloSeconds, overload.allowed(limit, cheapest));
    DepthDecision decision = controller.decide(sample, costs, target);
    DepthDecision told = told(decision, costs, target);
    overload.decided(told, sample, sloSeconds, limit, adapts());
    if (shares != null) {
      int common = target.limitRung();
      shares.plan(
          sample.seconds(), decision, costs, common, key -> limitOfKey.getOrDefault(key, common));
    }
    inForce = depth(decision.mix(), costs.mix(decision.unlimitedLogCost(), cheapest));
    loaded = sample.utilization() > LOADED;
    joined.post(told.logCost(), now);
    metrics.decided(told, sample);
    log.decided(told, sample, costs, limit, target.limitRung());
  }

  private boolean adapts() {
    return mode != ControlMode.STATIC && mode != ControlMode.OFF && pin() == NO_PIN;
  }

  /** The decision as it is shown: a pin, or an end of the ladder that is no limit, has its name. */
  private DepthDecision told(DepthDecision decision, RungCosts costs, ControlTarget target) {
    int pin = pin();
    if (pin != NO_PIN && mode != ControlMode.OFF) {
      return new DepthDecision(
          new RungMix(pin, 0),
          BindingConstraint.PIN,
          decision.pressure(),
          costs.logCost(pin),
          costs.logCost(pin));
    }
    boolean ends =
        decision.constraint() == BindingConstraint.LIMIT
            && target.limitRung() == ladder.rungs() - 1;
    return ends
        ? new DepthDecision(
            decision.mix(),
            BindingConstraint.CHEAPEST,
            decision.pressure(),
            decision.logCost(),
            decision.unlimitedLogCost())
        : decision;
  }

  /** Puts settings in force from the next draw on; task thread. */
  void tune(Tuning tuned) {
    tuning = tuned;
    sloSeconds = tuned.slo().orElse(settings.control().slo()).toMillis() / MILLIS;
    maxLoss = tuned.maxLoss().orElse(settings.maxLoss());
    ControlMode chosen = tuned.mode().orElse(settings.mode());
    if (chosen != mode) {
      mode = chosen;
      controller = controller(chosen);
    }
    limitOfKey = limitsOfKeys(tuned);
    // A controller that holds a rung does so from the next draw on, not from the next tick.
    RungMix mix = mode == ControlMode.STATIC ? new RungMix(limit(), 0) : inForce.mix();
    inForce = depth(mix, mode == ControlMode.STATIC ? mix : inForce.wanted());
    double residence = sampler.costs().residenceSeconds();
    if (adapts() && sloSeconds <= residence) {
      LOG.warn(
          "The SLO is {} ms, and full depth alone takes up to {} ms: records will exit early at any"
              + " load, or be late; tune slo to more than that",
          Math.round(sloSeconds * 1e3),
          Math.round(residence * 1e3));
    }
  }

  private Map<Long, Integer> limitsOfKeys(Tuning tuned) {
    Map<Long, Integer> limits = new HashMap<>();
    for (TuningCommand command : tuned.commands()) {
      String key = command.key();
      if (key != null && tuned.ofKey(key).hasMaxLoss()) {
        limits.put(Depth.hash(key), ladder.limitRung(tuned.ofKey(key).maxLoss()));
      }
    }
    return limits;
  }

  /** See {@link LoadSampler#flushed}. */
  void flushed(long nanos) {
    sampler.flushed(nanos);
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
  void admitted(Object key, InFlight<?> record) {
    if (shares != null) {
      shares.arrived(Depth.hash(key));
    }
    sampler.arrived(record.partition(), record.arrivedMillis());
  }

  /** The rung of a record whose first batch forms, or full depth; lane threads. */
  int draw(long recordHash, Object key, InFlight<?> record) {
    if (record.arrivedMillis() >= 0) {
      long age = clock.getCurrentProcessingTime() - record.arrivedMillis();
      sampler.started(record.partition(), age, record.admittedIdle());
    }
    Depth depth = inForce;
    int rung = depth.draw(recordHash, key);
    if (depth.breaks(rung, key)) {
      metrics.breached();
    }
    return rung;
  }

  /** Leaves the device to the others. */
  void close() {
    if (member != null) {
      member.close();
    }
  }

  /** A lane has dealt with a micro-batch; lane threads. */
  void turned(int stage, int bucket, int rows, long nanos) {
    sampler.turned(stage, bucket, rows, nanos, loaded);
  }
}
