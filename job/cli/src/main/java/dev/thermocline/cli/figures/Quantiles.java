package dev.thermocline.cli.figures;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Milliseconds that half, 95 % and 99 % of the samples did not exceed; null without samples. */
public record Quantiles(@Nullable Double p50, @Nullable Double p95, @Nullable Double p99) {

  /** The quantiles of samples in any order. */
  public static Quantiles of(double[] millis) {
    if (millis.length == 0) {
      return new Quantiles(null, null, null);
    }
    return new Quantiles(
        Statistics.percentile(millis, 0.50),
        Statistics.percentile(millis, 0.95),
        Statistics.percentile(millis, 0.99));
  }

  /** The three in one line, for people. */
  public String line() {
    return p50 == null ? "-" : String.format(Locale.ROOT, "%.0f / %.0f / %.0f ms", p50, p95, p99);
  }
}
