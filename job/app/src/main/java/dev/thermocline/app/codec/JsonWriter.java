package dev.thermocline.app.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes generated records as plain JSON: every field under its name and in the order of the
 * schema, bytes as base64, times as milliseconds since the epoch. JSON has neither NaN nor
 * infinities: null stands for them.
 */
final class JsonWriter {

  private JsonWriter() {}

  static byte[] bytes(IndexedRecord record) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder()) {
      try (JsonGenerator json = JsonFormat.FACTORY.createGenerator(bytes)) {
        object(json, record);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode " + record.getSchema().getName(), e);
    }
  }

  private static void object(JsonGenerator json, IndexedRecord record) throws IOException {
    json.writeStartObject();
    for (Schema.Field field : record.getSchema().getFields()) {
      json.writeFieldName(field.name());
      value(json, record.get(field.pos()));
    }
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Number number) {
      number(json, number);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Instant time) {
      json.writeNumber(time.toEpochMilli());
    } else if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      json.writeBinary(copy);
    } else if (value instanceof IndexedRecord record) {
      object(json, record);
    } else if (value instanceof Collection<?> elements) {
      json.writeStartArray();
      for (Object element : elements) {
        value(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> entries) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : entries.entrySet()) {
        json.writeFieldName(Utf8Text.repaired(String.valueOf(entry.getKey())));
        value(json, entry.getValue());
      }
      json.writeEndObject();
    } else {
      json.writeString(Utf8Text.repaired(value.toString()));
    }
  }

  private static void number(JsonGenerator json, Number number) throws IOException {
    if (number instanceof Float single && Float.isFinite(single)) {
      json.writeNumber(single.floatValue());
    } else if (number instanceof Double real && Double.isFinite(real)) {
      json.writeNumber(real.doubleValue());
    } else if (number instanceof Integer || number instanceof Long) {
      json.writeNumber(number.longValue());
    } else {
      json.writeNull();
    }
  }
}
