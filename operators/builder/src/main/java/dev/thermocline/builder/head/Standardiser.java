package dev.thermocline.builder.head;

/**
 * Zero-mean, unit-variance scaling of every feature, and its way back into a linear head.
 *
 * <p>A feature without variance is scaled by 1.
 */
final class Standardiser {
  private final double[] mean;
  private final double[] scale;

  private Standardiser(double[] mean, double[] scale) {
    this.mean = mean;
    this.scale = scale;
  }

  static Standardiser of(PooledSet set) {
    int width = set.width();
    float[] vectors = set.vectors();
    double[] mean = new double[width];
    double[] square = new double[width];
    for (int i = 0; i < vectors.length; i++) {
      mean[i % width] += vectors[i];
    }
    for (int j = 0; j < width; j++) {
      mean[j] /= set.size();
    }
    for (int i = 0; i < vectors.length; i++) {
      double centred = vectors[i] - mean[i % width];
      square[i % width] += centred * centred;
    }
    double[] scale = new double[width];
    for (int j = 0; j < width; j++) {
      double deviation = Math.sqrt(square[j] / set.size());
      scale[j] = deviation > 1e-12 ? 1.0 / deviation : 1.0;
    }
    return new Standardiser(mean, scale);
  }

  double apply(int feature, double value) {
    return (value - mean[feature]) * scale[feature];
  }

  /** Turns a head over standardised features into the same head over raw ones. */
  ClassifierHead fold(double[] weights, double[] bias) {
    int width = mean.length;
    float[] rawWeights = new float[weights.length];
    float[] rawBias = new float[bias.length];
    for (int c = 0; c < bias.length; c++) {
      double shift = bias[c];
      for (int j = 0; j < width; j++) {
        double w = weights[c * width + j] * scale[j];
        rawWeights[c * width + j] = (float) w;
        shift -= w * mean[j];
      }
      rawBias[c] = (float) shift;
    }
    return new ClassifierHead(rawWeights, rawBias);
  }
}
