package dev.thermocline.engine.cascade;

/** A stage gave NaN or infinite values for one record. */
public final class NonFiniteException extends Exception {
  private static final long serialVersionUID = 1L;

  NonFiniteException(int stage, String what) {
    super(
        "stage "
            + stage
            + " gave non-finite "
            + what
            + " for this record; check the record's input and the model's numeric range");
  }
}
