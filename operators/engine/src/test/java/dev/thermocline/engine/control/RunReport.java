package dev.thermocline.engine.control;

import java.util.Arrays;

/** Latencies, rungs and decisions of a simulated run. */
final class RunReport {
  private double[] finished = new double[1024];
  private double[] latencies = new double[1024];
  private double[] qualities = new double[1024];
  private int records;
  private double[] logCosts = new double[256];
  private double[] ages = new double[256];
  private BindingConstraint[] constraints = new BindingConstraint[256];
  private int ticks;

  void finished(double at, double latency, double quality) {
    if (records == latencies.length) {
      finished = Arrays.copyOf(finished, records * 2);
      latencies = Arrays.copyOf(latencies, records * 2);
      qualities = Arrays.copyOf(qualities, records * 2);
    }
    finished[records] = at;
    latencies[records] = latency;
    qualities[records++] = quality;
  }

  void decided(DepthDecision decision, double age) {
    if (ticks == logCosts.length) {
      logCosts = Arrays.copyOf(logCosts, ticks * 2);
      ages = Arrays.copyOf(ages, ticks * 2);
      constraints = Arrays.copyOf(constraints, ticks * 2);
    }
    logCosts[ticks] = decision.logCost();
    ages[ticks] = age;
    constraints[ticks++] = decision.constraint();
  }

  int records() {
    return records;
  }

  int ticks() {
    return ticks;
  }

  double logCost(int tick) {
    return logCosts[tick];
  }

  double age(int tick) {
    return ages[tick];
  }

  BindingConstraint constraint(int tick) {
    return constraints[tick];
  }

  double quality() {
    return Arrays.stream(qualities, 0, records).average().orElse(0);
  }

  double late(double slo) {
    return lateBetween(slo, 0, Double.POSITIVE_INFINITY);
  }

  double lateBetween(double slo, double from, double to) {
    int late = 0;
    int all = 0;
    for (int i = 0; i < records; i++) {
      double arrived = finished[i] - latencies[i];
      if (arrived >= from && arrived < to) {
        all++;
        late += latencies[i] > slo ? 1 : 0;
      }
    }
    return all == 0 ? 0 : (double) late / all;
  }

  /** Agrees with full depth, and in time. */
  double effective(double slo) {
    double sum = 0;
    for (int i = 0; i < records; i++) {
      sum += latencies[i] <= slo ? qualities[i] : 0;
    }
    return records == 0 ? 0 : sum / records;
  }

  double latency(double quantile) {
    double[] sorted = Arrays.copyOf(latencies, records);
    Arrays.sort(sorted);
    return sorted[Math.min(records - 1, (int) (quantile * records))];
  }

  double meanLogCost(int fromTick, int toTick) {
    return Arrays.stream(logCosts, fromTick, toTick).average().orElse(0);
  }

  /** Largest less smallest log cost of the mean over each second. */
  double peakToPeak(int fromTick, int toTick) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int tick = fromTick; tick + 10 <= toTick; tick += 10) {
      double mean = meanLogCost(tick, tick + 10);
      low = Math.min(low, mean);
      high = Math.max(high, mean);
    }
    return high - low;
  }

  double throughputBetween(double from, double to) {
    return Arrays.stream(finished, 0, records).filter(at -> at >= from && at < to).count()
        / (to - from);
  }

  /** The time from a moment on until the best rung is in force. */
  double secondsToBest(double from) {
    int tick = (int) (from / SimulatedJob.TICK_SECONDS);
    while (tick < ticks && constraints[tick] != BindingConstraint.BEST) {
      tick++;
    }
    return tick * SimulatedJob.TICK_SECONDS - from;
  }
}
