package dev.thermocline.builder.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class ClassifierFitterTest {
  private static final FitSettings SETTINGS = new FitSettings(0.1, 20, 8, 7);

  @Test
  void separatesClassesWhoseFeaturesHaveVeryDifferentScales() {
    PooledSet train = clusters(600, 1);
    PooledSet held = clusters(300, 2);

    ClassifierHead head = new ClassifierFitter(SETTINGS).fit(train);

    assertThat(accuracy(head, held)).isGreaterThan(0.97);
  }

  @Test
  void putsWeightsAtTheirOwnFeatureAndClass() {
    // Feature j is on exactly for class j: every row of W must peak on its own column.
    int classes = 12;
    float[] vectors = new float[classes * 40 * classes];
    int[] labels = new int[classes * 40];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = row % classes;
      vectors[row * classes + labels[row]] = 1f;
    }

    ClassifierHead head =
        new ClassifierFitter(SETTINGS).fit(new PooledSet(vectors, classes, labels, classes));

    for (int c = 0; c < classes; c++) {
      int peak = 0;
      for (int j = 1; j < classes; j++) {
        if (head.weights()[c * classes + j] > head.weights()[c * classes + peak]) {
          peak = j;
        }
      }
      assertThat(peak).isEqualTo(c);
    }
  }

  @Test
  void givesTheSameHeadForTheSameSeed() {
    PooledSet train = clusters(200, 3);

    ClassifierHead first = new ClassifierFitter(SETTINGS).fit(train);
    ClassifierHead second = new ClassifierFitter(SETTINGS).fit(train);

    assertThat(first.weights()).isEqualTo(second.weights());
    assertThat(first.bias()).isEqualTo(second.bias());
  }

  @Test
  void survivesAFeatureWithoutVariance() {
    float[] vectors = {1f, 5f, -1f, 5f, 2f, 5f, -2f, 5f};

    ClassifierHead head =
        new ClassifierFitter(SETTINGS).fit(new PooledSet(vectors, 2, new int[] {0, 1, 0, 1}, 2));

    assertThat(head.weights()).doesNotContain(Float.NaN);
    float[] logits = head.logits(new float[] {3f, 5f});
    assertThat(logits[0]).isGreaterThan(logits[1]);
  }

  @Test
  void refusesAClassWithoutRecords() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PooledSet(new float[] {1f, 2f}, 1, new int[] {0, 0}, 2))
        .withMessageContaining("class 1");
  }

  private static PooledSet clusters(int n, long seed) {
    Random random = new Random(seed);
    float[] vectors = new float[n * 3];
    int[] labels = new int[n];
    for (int row = 0; row < n; row++) {
      labels[row] = row % 3;
      vectors[row * 3] = (float) (1000 + 10 * labels[row] + random.nextGaussian());
      vectors[row * 3 + 1] = (float) (1e-3 * ((labels[row] == 1 ? 3 : 0) + random.nextGaussian()));
      vectors[row * 3 + 2] = (float) random.nextGaussian();
    }
    return new PooledSet(vectors, 3, labels, 3);
  }

  private static double accuracy(ClassifierHead head, PooledSet set) {
    float[] logits = head.logits(set.vectors());
    int right = 0;
    for (int row = 0; row < set.size(); row++) {
      int best = 0;
      for (int c = 1; c < set.classes(); c++) {
        if (logits[row * set.classes() + c] > logits[row * set.classes() + best]) {
          best = c;
        }
      }
      right += best == set.labels()[row] ? 1 : 0;
    }
    return (double) right / set.size();
  }
}
