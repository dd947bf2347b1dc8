package dev.thermocline.engine.exit;

import dev.thermocline.engine.bundle.HeadSpec;
import java.util.List;

/** Makes exit policies by the id used in {@code exit.policy}. */
public final class ExitPolicies {

  /** Maximum softmax probability, at or above the threshold. */
  public static final String MAX_PROBABILITY = "max-probability";

  /** Full depth for every record. */
  public static final String NEVER = "never";

  private ExitPolicies() {}

  /** Ids {@link #create} accepts. */
  public static List<String> ids() {
    return List.of(MAX_PROBABILITY, NEVER);
  }

  /**
   * Makes a policy for a bundle's heads.
   *
   * @param id one of {@link #ids}
   * @param heads one head per exit, in order
   */
  public static ExitPolicy create(String id, List<HeadSpec> heads) {
    MaxProbability maxProbability =
        new MaxProbability(heads.stream().mapToDouble(HeadSpec::temperature).toArray());
    return switch (id) {
      case MAX_PROBABILITY -> maxProbability;
      case NEVER -> new Never(maxProbability);
      default ->
          throw new IllegalArgumentException(
              "exit.policy is " + id + "; allowed are " + String.join(", ", ids()));
    };
  }
}
