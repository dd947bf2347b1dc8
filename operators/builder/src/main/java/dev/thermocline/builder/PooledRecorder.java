package dev.thermocline.builder;

import dev.thermocline.builder.head.PooledSet;
import java.util.ArrayList;
import java.util.List;

/** Keeps the pooled vectors of all records, one flat array per exit. */
final class PooledRecorder implements HeadRecorder {
  private final List<float[]> vectors = new ArrayList<>();
  private final int width;

  PooledRecorder(int records, int exits, int width) {
    this.width = width;
    for (int exit = 0; exit < exits; exit++) {
      vectors.add(new float[Math.multiplyExact(records, width)]);
    }
  }

  @Override
  public void record(int record, int exit, float[] values, int offset, int count) {
    System.arraycopy(values, offset, vectors.get(exit - 1), record * width, width);
  }

  /** The vectors of one 1-based exit with the records' labels. */
  PooledSet set(int exit, int[] labels, int classes) {
    return new PooledSet(vectors.get(exit - 1), width, labels, classes);
  }
}
