package dev.thermocline.engine.control;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Samples for property tests. */
final class AnySamples {
  private AnySamples() {}

  /** Whatever eleven doubles may hold. */
  static Arbitrary<List<LoadSample>> any() {
    Arbitrary<Double> any =
        Arbitraries.oneOf(
            Arbitraries.of(
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Double.MIN_VALUE,
                -0.0),
            Arbitraries.doubles().between(-10, 1000));
    return any.array(Double[].class)
        .ofSize(11)
        .map(x -> new LoadSample(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9], x[10]))
        .list()
        .ofMaxSize(40);
  }

  /** What a sampler could measure. */
  static Arbitrary<LoadSample> plausible() {
    Arbitrary<Double> share = Arbitraries.doubles().between(0, 1);
    return Combinators.combine(
            Arbitraries.doubles().between(0.05, 1),
            Arbitraries.doubles().between(0, 20),
            Arbitraries.doubles().between(0, 1000),
            Arbitraries.doubles().between(0, 300),
            Arbitraries.doubles().between(0.2, 5),
            share,
            share,
            Arbitraries.doubles().between(-2, 0))
        .as(
            (seconds, age, rate, throughput, scale, blocked, caused, device) ->
                new LoadSample(
                    seconds,
                    age,
                    rate,
                    throughput,
                    scale,
                    0.1,
                    blocked,
                    caused,
                    0.9,
                    device,
                    Double.NaN));
  }
}
