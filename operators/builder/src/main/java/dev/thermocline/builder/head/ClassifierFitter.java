package dev.thermocline.builder.head;

import java.util.Arrays;
import java.util.List;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.math.optimisers.ParameterAveraging;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * Fits a softmax regression by averaged AdaGrad on standardised features.
 *
 * <p>The result is a function of the data and the seed alone.
 */
public final class ClassifierFitter {
  private final FitSettings settings;

  public ClassifierFitter(FitSettings settings) {
    this.settings = settings;
  }

  /**
   * Fits one head.
   *
   * @param set vectors and labels; every class must occur
   * @return the head over raw (not standardised) vectors
   */
  public ClassifierHead fit(PooledSet set) {
    Standardiser standardiser = Standardiser.of(set);
    String[] features = names('f', set.width());
    String[] classes = names('c', set.classes());
    MutableDataset<Label> dataset = dataset(set, standardiser, features, classes);
    LinearSGDTrainer trainer =
        new LinearSGDTrainer(
            new LogMulticlass(),
            new ParameterAveraging(new AdaGrad(settings.learningRate(), 1e-6)),
            settings.epochs(),
            Integer.MAX_VALUE,
            settings.miniBatch(),
            settings.seed());
    LinearSGDModel model = trainer.train(dataset);
    return fold(model, standardiser, features, classes);
  }

  private static MutableDataset<Label> dataset(
      PooledSet set, Standardiser standardiser, String[] features, String[] classes) {
    LabelFactory factory = new LabelFactory();
    MutableDataset<Label> dataset =
        new MutableDataset<>(new SimpleDataSourceProvenance("pooled vectors", factory), factory);
    int width = set.width();
    double[] values = new double[width];
    for (int row = 0; row < set.size(); row++) {
      for (int j = 0; j < width; j++) {
        values[j] = standardiser.apply(j, set.vectors()[row * width + j]);
      }
      Label label = new Label(classes[set.labels()[row]]);
      dataset.add(new ArrayExample<>(label, features, values));
    }
    return dataset;
  }

  /** Tribuo orders features and labels by its own ids, so both are looked up by name. */
  private static ClassifierHead fold(
      LinearSGDModel model, Standardiser standardiser, String[] features, String[] classes) {
    DenseMatrix fitted = model.getWeightsCopy();
    int width = features.length;
    double[] weights = new double[classes.length * width];
    double[] bias = new double[classes.length];
    int[] columns = new int[width];
    Arrays.setAll(columns, j -> model.getFeatureIDMap().get(features[j]).getID());
    for (int c = 0; c < classes.length; c++) {
      int row = model.getOutputIDInfo().getID(new Label(classes[c]));
      for (int j = 0; j < width; j++) {
        weights[c * width + j] = fitted.get(row, columns[j]);
      }
      bias[c] = fitted.get(row, width);
    }
    return standardiser.fold(weights, bias);
  }

  private static String[] names(char prefix, int count) {
    String[] names = new String[count];
    Arrays.setAll(names, i -> String.format("%c%06d", prefix, i));
    return names;
  }

  /** Fits one head per set, in order. */
  public List<ClassifierHead> fitAll(List<PooledSet> sets) {
    return sets.stream().map(this::fit).toList();
  }
}
