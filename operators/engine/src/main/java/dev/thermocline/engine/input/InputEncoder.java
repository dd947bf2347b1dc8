package dev.thermocline.engine.input;

/** Turns a record's text into the rows stage 1 reads; thread-safe. */
public interface InputEncoder {

  /**
   * Encodes one record.
   *
   * @param text the record's text
   * @return its stage-1 row and whether text was cut off
   * @throws InputException if the text cannot be encoded, such as an empty one
   */
  EncodedInput encode(String text) throws InputException;
}
