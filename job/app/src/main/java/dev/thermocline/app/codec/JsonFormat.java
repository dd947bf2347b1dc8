package dev.thermocline.app.codec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import org.jspecify.annotations.Nullable;

/** What JSON records are read and written with, and how their faults are told. */
final class JsonFormat {

  /** Deepest nesting that is read. */
  static final int MAX_DEPTH = 64;

  /** Longest name of a field, in characters. The parser keeps up to 12,000 for later records. */
  static final int MAX_NAME = 1024;

  /**
   * Names come from strangers: they are not interned, colliding ones do not end the reading, and
   * those kept stay small. How long a text may be is bounded by the size of the value.
   */
  static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_NAME)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonFormat() {}

  /** The token at hand is not what it may be. */
  static DecodeException refused(JsonParser parser, String is, String allowed) {
    String pointer = parser.getParsingContext().pathAsPointer().toString();
    return new DecodeException(
        (pointer.isEmpty() ? "the value" : pointer)
            + " is "
            + is
            + at(parser.currentTokenLocation())
            + "; allowed: "
            + allowed);
  }

  /** The text at hand cannot be written again as it is. */
  static DecodeException halfAPair(JsonParser parser) {
    return refused(
        parser, "text with half of a surrogate pair", "text that can be written as UTF-8");
  }

  /** The text is not JSON. */
  static DecodeException broken(JacksonException e) {
    return new DecodeException("not JSON: " + e.getOriginalMessage() + at(e.getLocation()), e);
  }

  /** Empty where a limit of the parser is exceeded, which it places nowhere. */
  private static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " in line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /** What a token is, in words. */
  static String kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "text";
      case VALUE_NUMBER_INT -> "a whole number";
      case VALUE_NUMBER_FLOAT -> "a number with a fraction or exponent";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      default -> token.toString();
    };
  }
}
