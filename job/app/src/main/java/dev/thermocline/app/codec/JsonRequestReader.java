package dev.thermocline.app.codec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import dev.thermocline.app.codec.FieldTree.Field;
import dev.thermocline.flink.config.JobOptions;
import java.io.IOException;
import java.nio.CharBuffer;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests that are one plain JSON object each. Of the object only the fields asked for are
 * looked at; the others need to be JSON and nothing else.
 */
final class JsonRequestReader implements RequestReader {

  private final Utf8Text utf8 = new Utf8Text();
  private final FieldTree tree;
  private final String textPlace;
  private final boolean[] seen;

  private String id = "";
  private @Nullable String key;
  private @Nullable String text;
  private @Nullable String otherText;
  private @Nullable Long timestamp;

  JsonRequestReader(FieldPaths paths) {
    Map<Field, String> places = new EnumMap<>(Field.class);
    places.put(Field.ID, paths.id());
    places.put(Field.KEY, paths.key());
    places.put(Field.TIMESTAMP, paths.timestamp());
    if (paths.text() == null) {
      places.put(Field.TEXT, JobOptions.TEXT_FIELDS.get(0));
      places.put(Field.OTHER_TEXT, JobOptions.TEXT_FIELDS.get(1));
      textPlace = String.join(" or ", JobOptions.TEXT_FIELDS);
    } else {
      places.put(Field.TEXT, paths.text());
      textPlace = paths.text();
    }
    tree = FieldTree.of(places);
    seen = new boolean[1 + tree.descendants()];
  }

  @Override
  public RequestFields read(byte[] value) throws DecodeException {
    CharBuffer chars = utf8.decode(value);
    forget();
    try (JsonParser parser =
        JsonFormat.FACTORY.createParser(
            chars.array(), chars.arrayOffset() + chars.position(), chars.remaining())) {
      request(parser);
    } catch (JacksonException e) {
      throw JsonFormat.broken(e);
    } catch (IOException | RuntimeException e) {
      // There is nothing to fail but the parser, and what that may throw is not written down.
      throw new DecodeException("not JSON: " + e, e);
    }
    return new RequestFields(id, key, text(), timestamp);
  }

  private void forget() {
    Arrays.fill(seen, false);
    id = "";
    key = null;
    text = null;
    otherText = null;
    timestamp = null;
  }

  private void request(JsonParser parser) throws IOException, DecodeException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new DecodeException("the value is empty; allowed: one JSON object");
    }
    if (first != JsonToken.START_OBJECT) {
      throw JsonFormat.refused(parser, JsonFormat.kind(first), "one JSON object");
    }
    object(parser, tree);
    JsonToken behind = parser.nextToken();
    if (behind != null) {
      throw JsonFormat.refused(
          parser, "followed by " + JsonFormat.kind(behind), "exactly one JSON object");
    }
  }

  private void object(JsonParser parser, FieldTree node) throws IOException, DecodeException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      FieldTree child = node.child(name);
      if (child == null) {
        parser.skipChildren();
        continue;
      }
      if (seen[child.index()]) {
        throw JsonFormat.refused(parser, "there twice", "every field once");
      }
      seen[child.index()] = true;
      member(parser, child, value);
    }
  }

  private void member(JsonParser parser, FieldTree child, JsonToken value)
      throws IOException, DecodeException {
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    if (!child.fields().isEmpty()) {
      for (Field field : child.fields()) {
        take(parser, field, value);
      }
    } else if (value == JsonToken.START_OBJECT) {
      object(parser, child);
    } else {
      throw JsonFormat.refused(parser, JsonFormat.kind(value), "an object");
    }
  }

  private void take(JsonParser parser, Field field, JsonToken value)
      throws IOException, DecodeException {
    switch (field) {
      case ID -> id = name(parser, value);
      case KEY -> key = name(parser, value);
      case TIMESTAMP -> timestamp = timestamp(parser, value);
      case TEXT -> text = string(parser, value, "text");
      case OTHER_TEXT -> otherText = string(parser, value, "text");
    }
  }

  /** Text, or a whole number as it is written. */
  private static String name(JsonParser parser, JsonToken value)
      throws IOException, DecodeException {
    return value == JsonToken.VALUE_NUMBER_INT
        ? parser.getText()
        : string(parser, value, "text or a whole number");
  }

  private static String string(JsonParser parser, JsonToken value, String allowed)
      throws IOException, DecodeException {
    if (value != JsonToken.VALUE_STRING) {
      throw JsonFormat.refused(parser, JsonFormat.kind(value), allowed);
    }
    String string = parser.getText();
    if (!Utf8Text.wellFormed(string)) {
      throw JsonFormat.halfAPair(parser);
    }
    return string;
  }

  private static long timestamp(JsonParser parser, JsonToken value)
      throws IOException, DecodeException {
    if (value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != NumberType.BIG_INTEGER) {
      return parser.getLongValue();
    }
    if (value == JsonToken.VALUE_STRING) {
      try {
        return OffsetDateTime.parse(parser.getText()).toInstant().toEpochMilli();
      } catch (DateTimeException | ArithmeticException e) {
        throw time(parser, "text that is no time");
      }
    }
    throw time(
        parser,
        value == JsonToken.VALUE_NUMBER_INT ? "a number too large" : JsonFormat.kind(value));
  }

  private static DecodeException time(JsonParser parser, String is) {
    return JsonFormat.refused(
        parser,
        is,
        "milliseconds since the epoch as a whole number, or ISO-8601 text such as"
            + " 2026-01-31T12:00:00.5Z");
  }

  private String text() throws DecodeException {
    String found = text;
    if (found != null && otherText != null) {
      throw new DecodeException(
          "both "
              + String.join(" and ", JobOptions.TEXT_FIELDS)
              + " are set; allowed: one of them");
    }
    found = found == null ? otherText : found;
    if (found == null) {
      throw new DecodeException(textPlace + " is missing; allowed: text");
    }
    return RequestReader.text(textPlace, found);
  }
}
