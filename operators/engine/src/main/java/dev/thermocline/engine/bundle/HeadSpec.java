package dev.thermocline.engine.bundle;

/**
 * The exit head that ends a stage.
 *
 * @param exit 1-based exit index, equal to the stage's index
 * @param type head type; {@code classifier} gives logits over the bundle's labels
 * @param temperature divisor of the logits before the softmax, fitted on held-out data; &gt; 0
 */
public record HeadSpec(int exit, String type, double temperature) {

  /** A head whose logits are one per label. */
  public static final String CLASSIFIER = "classifier";

  public HeadSpec {
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "head " + exit + " has temperature " + temperature + "; it must be finite and > 0");
    }
  }
}
