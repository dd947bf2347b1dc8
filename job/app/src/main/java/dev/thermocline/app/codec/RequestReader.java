package dev.thermocline.app.codec;

/** Turns a Kafka value into the fields of a request. Not thread-safe. */
interface RequestReader {

  /**
   * Reads one request.
   *
   * @throws DecodeException if the bytes are anything but exactly one request with a text
   */
  RequestFields read(byte[] value) throws DecodeException;

  /** The reader of what the rules expect. */
  static RequestReader of(RequestRules rules) {
    return switch (rules.format()) {
      case SINGLE_OBJECT -> new AvroRequestReader();
      case JSON -> new JsonRequestReader(rules.fields());
    };
  }

  /**
   * The text, if there is anything to classify in it.
   *
   * @param where the field it comes from
   */
  static String text(String where, String text) throws DecodeException {
    if (text.isBlank()) {
      throw new DecodeException(
          where + " is an empty text; allowed: text with at least one letter");
    }
    return text;
  }
}
