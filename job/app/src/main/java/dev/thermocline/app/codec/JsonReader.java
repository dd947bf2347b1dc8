package dev.thermocline.app.codec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link JsonWriter} writes. A field of a newer version is passed over, one that is
 * missing takes its default. Not thread-safe.
 */
final class JsonReader<T extends SpecificRecord> {

  private final Utf8Text utf8 = new Utf8Text();
  private final Class<T> type;
  private final SpecificData data;

  JsonReader(Class<T> type) {
    this.type = type;
    this.data = SpecificData.getForClass(type);
  }

  T read(byte[] value) throws DecodeException {
    CharBuffer chars = utf8.decode(value);
    try (JsonParser json =
        JsonFormat.FACTORY.createParser(
            chars.array(), chars.arrayOffset() + chars.position(), chars.remaining())) {
      json.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      if (json.nextToken() == null) {
        throw new DecodeException("the value is empty; allowed: one JSON object");
      }
      T record = type.cast(record(json, data.getSchema(type)));
      if (json.nextToken() != null) {
        throw JsonFormat.refused(json, "followed by more", "exactly one JSON object");
      }
      return record;
    } catch (JacksonException e) {
      throw JsonFormat.broken(e);
    } catch (IOException | AvroRuntimeException e) {
      throw new DecodeException("no " + type.getSimpleName() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // What else the parser may throw is not written down.
      throw new DecodeException("not JSON: " + e, e);
    }
  }

  private Object record(JsonParser json, Schema schema) throws IOException, DecodeException {
    expect(json, JsonToken.START_OBJECT);
    SpecificRecord record = (SpecificRecord) data.newRecord(null, schema);
    boolean[] seen = new boolean[schema.getFields().size()];
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      Schema.Field field = schema.getField(name);
      if (field == null) {
        json.skipChildren();
      } else {
        record.put(field.pos(), value(json, field.schema()));
        seen[field.pos()] = true;
      }
    }
    for (Schema.Field field : schema.getFields()) {
      if (!seen[field.pos()]) {
        record.put(field.pos(), absent(field));
      }
    }
    return record;
  }

  /** Avro keeps defaults in their wire form: bytes and records are copies, times are numbers. */
  private @Nullable Object absent(Schema.Field field) {
    Object value = data.deepCopy(field.schema(), data.getDefaultValue(field));
    return value instanceof Long millis && isTime(field.schema())
        ? Instant.ofEpochMilli(millis)
        : value;
  }

  private @Nullable Object value(JsonParser json, Schema schema)
      throws IOException, DecodeException {
    JsonToken token = json.currentToken();
    switch (schema.getType()) {
      case UNION:
        return token == JsonToken.VALUE_NULL ? null : value(json, present(schema));
      case RECORD:
        return record(json, schema);
      case ARRAY:
        expect(json, JsonToken.START_ARRAY);
        List<@Nullable Object> elements = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(json, schema.getElementType()));
        }
        return elements;
      case FLOAT:
        return token == JsonToken.VALUE_NULL ? Float.NaN : json.getFloatValue();
      case DOUBLE:
        return token == JsonToken.VALUE_NULL ? Double.NaN : json.getDoubleValue();
      case INT:
        return json.getIntValue();
      case LONG:
        return isTime(schema)
            ? (Object) Instant.ofEpochMilli(json.getLongValue())
            : (Object) json.getLongValue();
      case BOOLEAN:
        return json.getBooleanValue();
      case BYTES:
        return ByteBuffer.wrap(json.getBinaryValue());
      case STRING:
        return text(json);
      case ENUM:
        expect(json, JsonToken.VALUE_STRING);
        return symbol(json, schema);
      default:
        throw new IllegalStateException("no record of ours has a field of type " + schema);
    }
  }

  /** Text that is the same text again once it was written. */
  private static String text(JsonParser json) throws IOException, DecodeException {
    expect(json, JsonToken.VALUE_STRING);
    String text = json.getText();
    if (!Utf8Text.wellFormed(text)) {
      throw JsonFormat.halfAPair(json);
    }
    return text;
  }

  /** One of the names of an enum, in capitals or not. */
  private Object symbol(JsonParser json, Schema schema) throws IOException, DecodeException {
    String name = json.getText().toUpperCase(Locale.ROOT);
    if (!schema.hasEnumSymbol(name)) {
      throw JsonFormat.refused(
          json, "'" + json.getText() + "'", "one of " + schema.getEnumSymbols());
    }
    return data.createEnum(name, schema);
  }

  private static void expect(JsonParser json, JsonToken token) throws DecodeException {
    if (json.currentToken() != token) {
      throw JsonFormat.refused(json, JsonFormat.kind(json.currentToken()), JsonFormat.kind(token));
    }
  }

  private static Schema present(Schema union) {
    return union.getTypes().stream()
        .filter(branch -> branch.getType() != Schema.Type.NULL)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isTime(Schema schema) {
    return schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
  }
}
