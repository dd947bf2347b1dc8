package dev.thermocline.engine.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Arrivals of a simulated run, open loop.
 *
 * @param name what it shows
 * @param seconds its length
 * @param arrivals append times in seconds, ascending
 * @param outageFrom start of the time in which nothing is read
 * @param outageTo its end
 * @param sinkRate records per second that the sink takes
 */
record Trace(
    String name,
    double seconds,
    double[] arrivals,
    double outageFrom,
    double outageTo,
    double sinkRate) {

  /** Poisson arrivals of a rate that changes with time. */
  static Trace of(String name, double seconds, long seed, double peak, DoubleUnaryOperator rate) {
    Random random = new Random(seed);
    double[] times = new double[16];
    int count = 0;
    for (double t = gap(random, peak); t < seconds; t += gap(random, peak)) {
      if (random.nextDouble() * peak < rate.applyAsDouble(t)) {
        times = count < times.length ? times : Arrays.copyOf(times, count * 2);
        times[count++] = t;
      }
    }
    return new Trace(name, seconds, Arrays.copyOf(times, count), 0, 0, Double.POSITIVE_INFINITY);
  }

  /** Evenly spaced arrivals: one rate, and from a moment on another. */
  static Trace even(double seconds, double first, double second, double at) {
    double[] times = new double[(int) (seconds * Math.max(first, second)) + 1];
    int count = 0;
    for (double t = 0; t < seconds; t += 1 / (t < at ? first : second)) {
      times[count++] = t;
    }
    return new Trace("even", seconds, Arrays.copyOf(times, count), 0, 0, Double.POSITIVE_INFINITY);
  }

  private static double gap(Random random, double rate) {
    return -Math.log(1 - random.nextDouble()) / rate;
  }

  static Trace constant(double seconds, long seed, double rate) {
    return of("poisson", seconds, seed, rate, t -> rate);
  }

  /** Low, then high for the middle third, then low again. */
  static Trace step(double seconds, long seed, double low, double high) {
    return of(
        "step", seconds, seed, high, t -> t > seconds / 3 && t < seconds * 2 / 3 ? high : low);
  }

  static Trace ramp(double seconds, long seed, double low, double high) {
    return of("ramp", seconds, seed, high, t -> low + (high - low) * t / seconds);
  }

  static Trace diurnal(double seconds, long seed, double low, double high) {
    return of(
        "diurnal",
        seconds,
        seed,
        high,
        t -> low + (high - low) * (0.5 - 0.5 * Math.cos(2 * Math.PI * t / seconds)));
  }

  /** Two states of exponential duration. */
  static Trace bursts(
      String name,
      double seconds,
      long seed,
      double low,
      double high,
      double lowSeconds,
      double highSeconds) {
    Random random = new Random(seed + 1);
    List<Double> changes = new ArrayList<>();
    double at = 0;
    while (at < seconds) {
      at += gap(random, 1 / (changes.size() % 2 == 0 ? lowSeconds : highSeconds));
      changes.add(at);
    }
    return of(
        name,
        seconds,
        seed,
        high,
        t -> {
          int state = 0;
          while (changes.get(state) < t) {
            state++;
          }
          return state % 2 == 0 ? low : high;
        });
  }

  Trace named(String other) {
    return new Trace(other, seconds, arrivals, outageFrom, outageTo, sinkRate);
  }

  Trace withOutage(double from, double to) {
    return new Trace("outage", seconds, arrivals, from, to, sinkRate);
  }

  Trace withSink(double rate) {
    return new Trace("sinklimit", seconds, arrivals, outageFrom, outageTo, rate);
  }
}
