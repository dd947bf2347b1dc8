package dev.thermocline.engine.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Queues, batches and run times of one simulated lane: as the cascade schedules them. */
final class SimulatedLane {
  static final int STAGES = 6;
  static final int BATCH = 8;
  static final double LINGER_SECONDS = 0.005;

  /** What a run costs before noise; also what warm-up predicts. */
  static final StageSeconds PREDICTED = (stage, batch, bucket) -> 0.0004 + 0.0018 * batch;

  static final class Flight {
    final double arrived;
    final int partition;
    final double hardness;
    final long hash;
    double enqueued;
    int rung;
    int reached;

    Flight(double arrived, int partition, double hardness, long hash) {
      this.arrived = arrived;
      this.partition = partition;
      this.hardness = hardness;
      this.hash = hash;
    }
  }

  record Batch(int stage, List<Flight> flights, double seconds) {}

  private final List<ArrayDeque<Flight>> queues = new ArrayList<>();
  private final Random random;
  private final double slowdown;
  private final double spread;

  SimulatedLane(Random random, double slowdown, double spread) {
    this.random = random;
    this.slowdown = slowdown;
    this.spread = spread;
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
          && (queue.size() >= BATCH || now - queue.peek().enqueued > LINGER_SECONDS)) {
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
    List<Flight> flights = new ArrayList<>(BATCH);
    while (flights.size() < BATCH && !queue.isEmpty()) {
      flights.add(queue.remove());
    }
    double noise = Math.exp(spread * random.nextGaussian() - spread * spread / 2);
    double seconds = PREDICTED.seconds(stage, flights.size(), 0) * noise * slowdown + pause();
    return new Batch(stage, flights, seconds);
  }

  private double pause() {
    boolean pauses = spread > 0 && random.nextDouble() < 0.0003;
    return pauses ? 0.05 + 0.15 * random.nextDouble() : 0;
  }
}
