package dev.thermocline.engine.exit;

/** Nobody leaves before the last exit; the score stays the maximum probability. */
final class Never implements ExitPolicy {
  private final ExitPolicy scorer;

  Never(ExitPolicy scorer) {
    this.scorer = scorer;
  }

  @Override
  public String id() {
    return ExitPolicies.NEVER;
  }

  @Override
  public double score(int exit, float[] logits, int offset, int classes) {
    return scorer.score(exit, logits, offset, classes);
  }

  @Override
  public boolean exits(double score, double threshold) {
    return false;
  }
}
