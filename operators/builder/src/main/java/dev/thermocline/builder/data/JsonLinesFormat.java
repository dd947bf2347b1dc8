package dev.thermocline.builder.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One JSON object a line, UTF-8; blank lines are skipped. */
final class JsonLinesFormat implements ExampleReader.Format {
  private static final ObjectReader JSON =
      new ObjectMapper()
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  @Override
  public void read(Path file, Consumer<Example> sink) throws IOException {
    long line = 0;
    long number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String json = lines.readLine(); json != null; json = lines.readLine()) {
        if (line++ == 0 && json.startsWith(BYTE_ORDER_MARK)) {
          json = json.substring(1);
        }
        if (!json.isBlank()) {
          String place = "line " + line;
          sink.accept(fields(file, place, json).toExample(file, ++number, place));
        }
      }
    } catch (CharacterCodingException e) {
      throw DataException.at(file, "after line " + line, "bytes are not UTF-8; save it as UTF-8");
    }
  }

  private static Fields fields(Path file, String place, String json) throws DataException {
    JsonNode object = parse(file, place, json);
    if (!object.isObject()) {
      throw DataException.at(
          file,
          place,
          "a JSON "
              + object.getNodeType()
              + " stands there; every line must be one object such as {\"text\": \"…\"}");
    }
    return new Fields(
        field(file, place, object, ExampleReader.TEXT),
        field(file, place, object, ExampleReader.LABEL),
        field(file, place, object, ExampleReader.ID),
        field(file, place, object, ExampleReader.GROUP));
  }

  private static JsonNode parse(Path file, String place, String json) throws DataException {
    try {
      return JSON.readValue(json);
    } catch (JsonProcessingException e) {
      String column = e.getLocation() == null ? "" : ", character " + e.getLocation().getColumnNr();
      throw DataException.at(
          file,
          place + column,
          e.getOriginalMessage() + "; every line must be one JSON object: mend or drop the line");
    }
  }

  private static @Nullable String field(Path file, String place, JsonNode object, String name)
      throws DataException {
    JsonNode value = object.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    boolean nameable = !name.equals(ExampleReader.TEXT) && value.isValueNode();
    if (!value.isTextual() && !nameable) {
      throw DataException.at(
          file,
          place,
          "column "
              + name
              + " is a JSON "
              + value.getNodeType()
              + "; "
              + (name.equals(ExampleReader.TEXT)
                  ? "a string is allowed"
                  : "a string or number is allowed")
              + ": quote it");
    }
    return value.asText();
  }
}
