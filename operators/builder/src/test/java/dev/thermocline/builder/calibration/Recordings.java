package dev.thermocline.builder.calibration;

import java.util.Random;

/** Synthetic recordings for tests. */
final class Recordings {
  private Recordings() {}

  /** Two classes; the margin of class 1 over class 0 per record and exit. */
  static RecordedLogits margins(int[] labels, double[][] margins) {
    int exits = margins[0].length;
    float[] logits = new float[labels.length * exits * 2];
    for (int record = 0; record < labels.length; record++) {
      for (int exit = 0; exit < exits; exit++) {
        logits[(record * exits + exit) * 2 + 1] = (float) margins[record][exit];
      }
    }
    return new RecordedLogits(exits, 2, logits, labels, true);
  }

  /** Records of mixed difficulty whose heads grow better with depth and know how sure they are. */
  static RecordedLogits growing(int n, int exits, int classes, long seed) {
    Random random = new Random(seed);
    float[] logits = new float[n * exits * classes];
    int[] labels = new int[n];
    for (int record = 0; record < n; record++) {
      labels[record] = random.nextInt(classes);
      double ease = 6 * random.nextDouble();
      for (int exit = 0; exit < exits; exit++) {
        double noise = 2.0 / (exit + 1);
        for (int c = 0; c < classes; c++) {
          double signal = c == labels[record] ? ease : 0;
          logits[(record * exits + exit) * classes + c] =
              (float) (signal + noise * random.nextGaussian());
        }
      }
    }
    return new RecordedLogits(exits, classes, logits, labels, true);
  }
}
