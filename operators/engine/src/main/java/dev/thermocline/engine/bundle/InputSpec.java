package dev.thermocline.engine.bundle;

/**
 * How a record becomes stage-1 rows.
 *
 * @param type {@code text}: WordPiece token ids
 * @param vocabulary path of the WordPiece vocabulary inside the bundle, one token a line, line
 *     number = id
 * @param lowerCase whether text is lower-cased and stripped of accents before splitting
 * @param maxLength longest sequence in tokens, special tokens included; longer text is truncated
 */
public record InputSpec(String type, String vocabulary, boolean lowerCase, int maxLength) {

  public InputSpec {
    if (maxLength < 3) {
      throw new IllegalArgumentException(
          "input maxLength is "
              + maxLength
              + "; it must be >= 3 to hold [CLS], one token and [SEP]");
    }
  }
}
