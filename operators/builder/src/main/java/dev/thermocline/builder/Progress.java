package dev.thermocline.builder;

/** Hears how far long work has come; may be called from any thread. */
@FunctionalInterface
public interface Progress {

  /** Hears nothing. */
  Progress NONE = (phase, done, total) -> {};

  /**
   * Work went on.
   *
   * @param phase what is being done, such as {@code fit pass}
   * @param done steps done in this phase
   * @param total steps of this phase, ≥ 1
   */
  void advanced(String phase, long done, long total);
}
