package dev.thermocline.engine.control;

import dev.thermocline.engine.control.SimulatedLane.Batch;
import dev.thermocline.engine.control.SimulatedLane.Engine;
import dev.thermocline.engine.control.SimulatedLane.Flight;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;

/**
 * A source, an operator with its cap on records in flight, one lane and a sink, simulated record by
 * record, with the real estimators between it and a controller.
 */
final class SimulatedJob {
  /**
   * What may differ between runs.
   *
   * @param slowdown how much longer runs take than predicted
   * @param rateBias factor on the offered rate that the controller is told
   * @param skew seconds our clock is ahead of that of the timestamps
   * @param noise spread of run times, and pauses; 0 = none
   */
  record Setting(
      double slo,
      int limitRung,
      double slowdown,
      double rateBias,
      double skew,
      double noise,
      Engine engine) {
    static final Setting DEFAULT =
        new Setting(0.5, DefaultLadder.limitRung(0.05), 1, 1, 0, 0.25, Engine.CPU);

    static final Setting CALM = new Setting(0.5, DEFAULT.limitRung, 1, 1, 0, 0, Engine.CPU);

    Setting slo(double seconds) {
      return new Setting(seconds, limitRung, slowdown, rateBias, skew, noise, engine);
    }

    Setting limit(int rung) {
      return new Setting(slo, rung, slowdown, rateBias, skew, noise, engine);
    }

    Setting slowdown(double factor) {
      return new Setting(slo, limitRung, factor, rateBias, skew, noise, engine);
    }

    Setting rateBias(double factor) {
      return new Setting(slo, limitRung, slowdown, factor, skew, noise, engine);
    }

    Setting skew(double seconds) {
      return new Setting(slo, limitRung, slowdown, rateBias, seconds, noise, engine);
    }

    Setting engine(Engine other) {
      return new Setting(slo, limitRung, slowdown, rateBias, skew, noise, other);
    }
  }

  private static final int PARTITIONS = 4;
  private static final double GOLDEN_RATIO = 0.6180339887498949;
  static final double TICK_SECONDS = 0.1;
  private static final double TRANSPORT_SECONDS = 0.01;

  private final Trace trace;
  private final Setting setting;
  private final DepthController controller;
  private final SimulatedKeys keys;
  private final Random random;
  private final SimulatedLane lane;
  private final OfferedRate offered = new OfferedRate();
  private final RecordAge ages = new RecordAge();
  private final CostModel costs;
  private final ArrayDeque<Flight> results = new ArrayDeque<>();
  private final ArrayDeque<Flight> inOrder = new ArrayDeque<>();
  private final RunReport report = new RunReport();

  private DepthDecision decision =
      new DepthDecision(new RungMix(0, 0), BindingConstraint.BEST, 0, 0);
  private int nextRecord;
  private boolean inHand;
  private int inFlight;
  private double nextTick = TICK_SECONDS;
  private double sinkFree;
  private double at;
  private double blocked;
  private double caused;
  private double busy;
  private int emitted;

  private SimulatedJob(
      Trace trace, Setting setting, DepthController controller, SimulatedKeys keys, long seed) {
    this.trace = trace;
    this.setting = setting;
    this.controller = controller;
    this.keys = keys;
    this.random = new Random(seed);
    this.lane = new SimulatedLane(random, setting);
    int[] batchLimits = new int[SimulatedLane.STAGES];
    Arrays.fill(batchLimits, setting.engine().batch());
    this.costs =
        new CostModel(
            setting.engine()::seconds,
            DefaultLadder.reach(),
            1,
            batchLimits,
            SimulatedLane.LINGER_SECONDS);
  }

  static RunReport run(Trace trace, Setting setting, DepthController controller, long seed) {
    return run(trace, setting, controller, SimulatedKeys.alike(trace), seed);
  }

  static RunReport run(
      Trace trace, Setting setting, DepthController controller, SimulatedKeys keys, long seed) {
    return new SimulatedJob(trace, setting, controller, keys, seed).run();
  }

  private RunReport run() {
    while (nextRecord < trace.arrivals().length || inFlight > 0) {
      Batch batch = lane.next(at);
      if (batch == null) {
        double next = results.isEmpty() ? available() : Math.max(sinkFree, Math.nextUp(at));
        advance(Math.min(next, nextTick), false);
        continue;
      }
      start(batch);
      advance(at + batch.seconds(), true);
      end(batch);
    }
    while (nextTick < trace.seconds()) {
      advance(nextTick, false);
    }
    return report;
  }

  private void start(Batch batch) {
    if (batch.stage() > 1) {
      return;
    }
    for (Flight flight : batch.flights()) {
      flight.rung = keys.draw(flight.number, decision.mix());
      long age = Math.round((at - flight.arrived + setting.skew()) * 1e3);
      ages.started(flight.partition, age, nanos(at), flight.idle);
    }
  }

  private void end(Batch batch) {
    boolean loaded = lane.waiting() || available() <= at;
    costs.ran(batch.stage(), 0, batch.flights().size(), batch.seconds(), loaded);
    for (Flight flight : batch.flights()) {
      int next = batch.stage() + 1;
      if (next <= SimulatedLane.STAGES
          && flight.hardness < DefaultLadder.reach().get(flight.rung)[next - 1]) {
        lane.add(next, flight, at);
      } else {
        results.add(flight);
      }
    }
    emit();
    admit();
  }

  /** When the next record can be taken from the source. */
  private double available() {
    if (nextRecord == trace.arrivals().length) {
      return 1e18;
    }
    double arrival = trace.arrivals()[nextRecord];
    boolean outage = arrival >= trace.outageFrom() && arrival < trace.outageTo();
    return (outage ? trace.outageTo() : arrival) + TRANSPORT_SECONDS;
  }

  /** Time goes on: records are taken in, results leave, ticks pass. */
  private void advance(double until, boolean running) {
    while (at < until) {
      double step = Math.min(until, nextTick);
      if (available() > at && inFlight < setting.engine().cap()) {
        step = Math.min(step, available());
      }
      if (!results.isEmpty()) {
        step = Math.min(step, Math.max(sinkFree, Math.nextUp(at)));
      }
      pass(step - at, running);
      at = step;
      emit();
      admit();
      if (at >= nextTick) {
        tick();
      }
    }
    admit();
    emit();
  }

  private void pass(double seconds, boolean running) {
    busy += running ? seconds : 0;
    if (!results.isEmpty()) {
      blocked += seconds;
    } else if (inFlight >= setting.engine().cap() && available() <= at) {
      caused += seconds;
    }
  }

  private void emit() {
    while (!results.isEmpty() && sinkFree <= at) {
      Flight flight = results.remove();
      sinkFree = Math.max(sinkFree, at - 0.2) + 1 / trace.sinkRate();
      flight.emitted = true;
      inFlight--;
      emitted++;
      report.finished(at, at - flight.arrived, 1 - DefaultLadder.loss(flight.rung));
    }
  }

  private void admit() {
    while (available() <= at && results.isEmpty()) {
      if (inFlight >= setting.engine().cap()) {
        inHand = true;
        offered.waiting(true);
        return;
      }
      if (inHand) {
        inHand = false;
        offered.waiting(false);
        offered.busy(nanos(at));
      }
      takeIn();
    }
  }

  private void takeIn() {
    double arrival = trace.arrivals()[nextRecord];
    Flight flight = new Flight(arrival, partition(nextRecord), hardness(), nextRecord);
    offered.arrived(flight.partition, (long) (arrival * 1e3), nanos(at));
    keys.arrived(nextRecord);
    nextRecord++;
    flight.idle = inFlight == 0 && available() > at;
    lane.add(1, flight, at);
    inOrder.add(flight);
    inFlight++;
  }

  /** Uniform in [0, 1); evenly spread where there is to be no noise. */
  private double hardness() {
    return setting.noise() > 0 ? random.nextDouble() : nextRecord * GOLDEN_RATIO % 1;
  }

  private int partition(int record) {
    return (int) Math.floorMod(record * 0x9E3779B97F4A7C15L >>> 20, (long) PARTITIONS);
  }

  private void tick() {
    LoadSample sample =
        new LoadSample(
            TICK_SECONDS,
            ages.seconds(nanos(at), oldestSeconds()),
            offered.perSecond(nanos(at)) * setting.rateBias(),
            emitted / TICK_SECONDS,
            costs.scale(),
            costs.residenceSeconds(),
            Math.min(1, blocked / TICK_SECONDS),
            Math.min(1, caused / TICK_SECONDS),
            Math.min(1, busy / TICK_SECONDS),
            0,
            Double.NaN);
    RungCosts now = costs.costs();
    decision =
        controller.decide(sample, now, new ControlTarget(setting.slo(), setting.limitRung()));
    keys.plan(TICK_SECONDS, decision, now, setting.limitRung());
    report.decided(decision, sample.ageSeconds());
    blocked = 0;
    caused = 0;
    busy = 0;
    emitted = 0;
    nextTick += TICK_SECONDS;
  }

  private double oldestSeconds() {
    while (!inOrder.isEmpty() && inOrder.peek().emitted) {
      inOrder.remove();
    }
    return inOrder.isEmpty() ? Double.NaN : at - inOrder.peek().arrived + setting.skew();
  }

  private static long nanos(double seconds) {
    return (long) (seconds * 1e9);
  }
}
