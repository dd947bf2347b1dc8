package dev.thermocline.builder.head;

/**
 * How a head is fitted.
 *
 * @param learningRate initial AdaGrad step on standardised features; &gt; 0
 * @param epochs passes over the data; ≥ 1
 * @param miniBatch examples per gradient step; ≥ 1
 * @param seed order of the examples
 */
public record FitSettings(double learningRate, int epochs, int miniBatch, long seed) {

  public FitSettings {
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "learning rate is " + learningRate + "; it must be finite and > 0");
    }
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs is " + epochs + "; it must be >= 1");
    }
    if (miniBatch < 1) {
      throw new IllegalArgumentException("mini-batch is " + miniBatch + "; it must be >= 1");
    }
  }

  /** Settings that suit standardised sentence embeddings, with the given seed. */
  public static FitSettings defaults(long seed) {
    return new FitSettings(0.03, 24, 16, seed);
  }
}
