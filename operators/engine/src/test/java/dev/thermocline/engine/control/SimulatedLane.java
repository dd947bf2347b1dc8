package dev.thermocline.engine.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Queues, batches and run times of one simulated lane: as the cascade schedules them. */
final class SimulatedLane {
  static final int STAGES = 6;
  static final double LINGER_SECONDS = 0.005;

  /**
   * An engine: what a run costs before noise is also what warm-up predicts.
   *
   * @param runSeconds cost of a run whatever its rows
   * @param rowSeconds cost of each row
   * @param batch largest batch
   * @param cap most records in flight
   */
  record Engine(double runSeconds, double rowSeconds, int batch, int cap) {
    /** Batches hardly help. */
    static final Engine CPU = new Engine(0.0004, 0.0018, 8, 64);

    /** Batches are nearly free. */
    static final Engine GPU = new Engine(0.003, 0.00004, 64, 1024);

    double seconds(int stage, int rows, int bucket) {
      return runSeconds + rowSeconds * rows;
    }
  }

  static final class Flight {
    final double arrived;
    final int partition;
    final double hardness;
    final int number;
    double enqueued;
    int rung;
    int reached;
    boolean idle;
    boolean emitted;

    Flight(double arrived, int partition, double hardness, int number) {
      this.arrived = arrived;
      this.partition = partition;
      this.hardness = hardness;
      this.number = number;
    }
  }

  record Batch(int stage, List<Flight> flights, double seconds) {}

  private final List<ArrayDeque<Flight>> queues = new ArrayList<>();
  private final Random random;
  private final SimulatedJob.Setting setting;

  SimulatedLane(Random random, SimulatedJob.Setting setting) {
    this.random = random;
    this.setting = setting;
    for (int stage = 0; stage < STAGES; stage++) {
      queues.add(new ArrayDeque<>());
    }
  }

  void add(int stage, Flight flight, double now) {
    flight.enqueued = now;
    queues.get(stage - 1).add(flight);
  }

  boolean waiting() {
    return !queues.get(0).isEmpty();
  }

  /** The next batch by the cascade's rule, null when all queues are empty. */
  Batch next(double now) {
    for (int stage = STAGES; stage >= 1; stage--) {
      ArrayDeque<Flight> queue = queues.get(stage - 1);
      if (!queue.isEmpty()
          && (queue.size() >= setting.engine().batch()
              || now - queue.peek().enqueued > LINGER_SECONDS)) {
        return take(stage);
      }
    }
    if (!queues.get(0).isEmpty()) {
      return take(1);
    }
    for (int stage = STAGES; stage > 1; stage--) {
      if (!queues.get(stage - 1).isEmpty()) {
        return take(stage);
      }
    }
    return null;
  }

  private Batch take(int stage) {
    ArrayDeque<Flight> queue = queues.get(stage - 1);
    List<Flight> flights = new ArrayList<>(setting.engine().batch());
    while (flights.size() < setting.engine().batch() && !queue.isEmpty()) {
      flights.add(queue.remove());
    }
    double spread = setting.noise();
    double noise = Math.exp(spread * random.nextGaussian() - spread * spread / 2);
    double expected = setting.engine().seconds(stage, flights.size(), 0);
    double seconds = expected * noise * setting.slowdown() + pause();
    return new Batch(stage, flights, seconds);
  }

  private double pause() {
    boolean pauses = setting.noise() > 0 && random.nextDouble() < 0.0003;
    return pauses ? 0.05 + 0.15 * random.nextDouble() : 0;
  }
}
