package dev.thermocline.builder;

/** Takes the head output of every record at every exit it reaches; called from lane threads. */
@FunctionalInterface
interface HeadRecorder {

  /** Records nothing. */
  HeadRecorder NONE = (record, exit, values, offset, count) -> {};

  /**
   * A head answered.
   *
   * @param record index of the record in the run
   * @param exit 1-based exit
   * @param values flat outputs of the micro-batch, valid during the call only
   * @param offset index of the record's first value
   * @param count values of the record
   */
  void record(int record, int exit, float[] values, int offset, int count);
}
