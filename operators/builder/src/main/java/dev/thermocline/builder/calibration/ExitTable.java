package dev.thermocline.builder.calibration;

import dev.thermocline.engine.exit.ExitPolicy;
import java.util.Arrays;

/**
 * What a policy sees of recorded records: the exit score and the answer of every record at every
 * exit, and from them who would leave where under any thresholds.
 */
public final class ExitTable {
  private final ExitPolicy policy;
  private final int exits;
  private final double[] scores;
  private final int[] answers;
  private final int[] labels;
  private final boolean labelled;

  private ExitTable(
      ExitPolicy policy,
      int exits,
      double[] scores,
      int[] answers,
      int[] labels,
      boolean labelled) {
    this.policy = policy;
    this.exits = exits;
    this.scores = scores;
    this.answers = answers;
    this.labels = labels;
    this.labelled = labelled;
  }

  /** Scores every record at every exit with the policy. */
  public static ExitTable of(RecordedLogits recorded, ExitPolicy policy) {
    int exits = recorded.exits();
    double[] scores = new double[recorded.size() * exits];
    int[] answers = new int[scores.length];
    for (int record = 0; record < recorded.size(); record++) {
      for (int exit = 1; exit <= exits; exit++) {
        int cell = record * exits + exit - 1;
        scores[cell] =
            policy.score(
                exit, recorded.logits(), recorded.offset(record, exit), recorded.classes());
        answers[cell] = recorded.predicted(record, exit);
      }
    }
    return new ExitTable(policy, exits, scores, answers, recorded.labels(), recorded.labelled());
  }

  /** Number of records. */
  public int size() {
    return labels.length;
  }

  /** Number of exits. */
  public int exits() {
    return exits;
  }

  /** 1-based exit at which a record leaves under the given thresholds, one per exit. */
  public int exitOf(int record, double[] thresholds) {
    for (int exit = 1; exit < exits; exit++) {
      if (policy.exits(scores[record * exits + exit - 1], thresholds[exit - 1])) {
        return exit;
      }
    }
    return exits;
  }

  /** Class answered for a record at a 1-based exit. */
  public int answer(int record, int exit) {
    return answers[record * exits + exit - 1];
  }

  /** Share of right answers of a 1-based exit over all records; NaN without labels. */
  public double accuracyOf(int exit) {
    if (!labelled || size() == 0) {
      return Double.NaN;
    }
    int right = 0;
    for (int record = 0; record < size(); record++) {
      right += answer(record, exit) == labels[record] ? 1 : 0;
    }
    return (double) right / size();
  }

  /** Exit scores of one exit over all records, NaN left out, ascending. */
  double[] sortedScores(int exit) {
    double[] column = new double[size()];
    int count = 0;
    for (int record = 0; record < size(); record++) {
      double score = scores[record * exits + exit - 1];
      if (!Double.isNaN(score)) {
        column[count++] = score;
      }
    }
    double[] sorted = Arrays.copyOf(column, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Whether a higher score means surer under this table's policy. */
  boolean higherIsSurer() {
    return policy.exits(1.0, 0.5);
  }

  /**
   * Measures one set of thresholds over all records.
   *
   * @param thresholds one per exit
   * @param loss what counts as losing
   * @param layers layers each stage runs, one per exit
   */
  public Measurement measure(double[] thresholds, Loss loss, int[] layers) {
    int[] leavers = new int[exits];
    int right = 0;
    int agreeing = 0;
    int losses = 0;
    for (int record = 0; record < size(); record++) {
      int exit = exitOf(record, thresholds);
      int answer = answer(record, exit);
      int fullDepth = answer(record, exits);
      leavers[exit - 1]++;
      right += answer == labels[record] ? 1 : 0;
      agreeing += answer == fullDepth ? 1 : 0;
      losses += loss.loses(answer, fullDepth, labels[record]) ? 1 : 0;
    }
    return Measurement.of(leavers, layers, labelled ? right : -1, agreeing, losses);
  }
}
