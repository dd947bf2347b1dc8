package dev.thermocline.flink.operator;

/**
 * What the records in flight take of the heap, by estimate, against the most they may; task thread
 * only.
 *
 * <p>A record weighs {@value #RECORD} bytes and two for each character of its text: the text's own
 * and those of the record it stands in. What the encoder makes of it is bounded by the model's
 * length.
 */
final class InFlightBytes {
  static final long RECORD = 1024;

  private static final int CHARACTER = 2;

  private final long most;
  private long held;

  /**
   * Nothing is in flight.
   *
   * @param most bytes that a record beside others may not exceed with them
   */
  InFlightBytes(long most) {
    this.most = most;
  }

  /** What a record with a text of so many characters weighs. */
  static long of(int characters) {
    return RECORD + (long) CHARACTER * characters;
  }

  /** Whether a record may come in beside those in flight; alone, any record may. */
  boolean fits(long bytes) {
    return held == 0 || bytes <= most - held;
  }

  /** A record is in flight from here on. */
  void add(long bytes) {
    held += bytes;
  }

  /** A record is in flight no longer. */
  void remove(long bytes) {
    held -= bytes;
  }

  /** What the records in flight weigh together. */
  long held() {
    return held;
  }
}
