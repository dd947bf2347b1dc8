package dev.thermocline.builder.calibration;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A loss of leaving early, 0 or 1 per record. */
public enum Loss {
  /** The label differs from full depth's; needs no labels. */
  DISAGREEMENT("disagreement", false) {
    @Override
    boolean loses(int exited, int fullDepth, int label) {
      return exited != fullDepth;
    }
  },
  /** The exit is wrong where full depth is right. */
  HARM("harm", true) {
    @Override
    boolean loses(int exited, int fullDepth, int label) {
      return exited != label && fullDepth == label;
    }
  };

  private final String id;
  private final boolean needsLabels;

  Loss(String id, boolean needsLabels) {
    this.id = id;
    this.needsLabels = needsLabels;
  }

  /** The loss's id in {@code quality.loss}. */
  public String id() {
    return id;
  }

  /** Whether the loss can only be measured on labelled records. */
  public boolean needsLabels() {
    return needsLabels;
  }

  /**
   * Whether one record loses.
   *
   * @param exited class answered by the policy
   * @param fullDepth class answered by the last exit
   * @param label true class
   */
  abstract boolean loses(int exited, int fullDepth, int label);

  /**
   * The loss with this id.
   *
   * @throws IllegalArgumentException if there is none; names those there are
   */
  public static Loss of(String id) {
    for (Loss loss : values()) {
      if (loss.id.equals(id)) {
        return loss;
      }
    }
    String allowed = Arrays.stream(values()).map(Loss::id).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("loss is '" + id + "'; allowed: " + allowed);
  }
}
