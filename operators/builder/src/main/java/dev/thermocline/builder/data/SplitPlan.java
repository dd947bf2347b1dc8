package dev.thermocline.builder.data;

/**
 * How many records each split takes; {@code test} takes the rest.
 *
 * @param fit records the heads are fitted on
 * @param tune records temperatures and threshold families are chosen on
 * @param certify records the ladder is measured on
 * @param minTest fewest records that must be left for test
 */
public record SplitPlan(int fit, int tune, int certify, int minTest) {

  /** Sizes for the noun definitions of WordNet 3.1. */
  public static final SplitPlan WORD_NET = new SplitPlan(38_000, 11_000, 16_000, 12_000);

  public SplitPlan {
    requirePositive("fit", fit);
    requirePositive("tune", tune);
    requirePositive("certify", certify);
    requirePositive("test", minTest);
  }

  /**
   * Sizes as shares of a data set.
   *
   * @param records the data set's size
   * @param fit share in (0, 1)
   * @param tune share in (0, 1)
   * @param certify share in (0, 1); fit, tune and certify sum to less than 1
   * @throws IllegalArgumentException if a share is out of range or gives a split no record
   */
  public static SplitPlan ofFractions(int records, double fit, double tune, double certify) {
    double test = 1 - fit - tune - certify;
    if (!(fit > 0 && tune > 0 && certify > 0 && test > 0)) {
      throw new IllegalArgumentException(
          "split shares are fit "
              + fit
              + ", tune "
              + tune
              + ", certify "
              + certify
              + "; each must be > 0 and their sum < 1, test takes the rest");
    }
    return new SplitPlan(
        (int) (fit * records), (int) (tune * records), (int) (certify * records), 1);
  }

  /** Fewest records the plan can be carried out with. */
  int required() {
    return Math.addExact(Math.addExact(fit, tune), Math.addExact(certify, minTest));
  }

  private static void requirePositive(String split, int records) {
    if (records < 1) {
      throw new IllegalArgumentException(
          "split " + split + " would hold " + records + " records; it needs >= 1: give more data");
    }
  }
}
