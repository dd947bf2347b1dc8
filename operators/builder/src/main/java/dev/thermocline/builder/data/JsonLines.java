package dev.thermocline.builder.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes examples as JSON Lines: {@code id}, {@code text} and, where known, {@code label}. */
public final class JsonLines {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonLines() {}

  /**
   * Writes the file anew; equal examples give equal bytes.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Iterable<Example> examples) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        JsonGenerator json = JSON.createGenerator(writer)) {
      json.setRootValueSeparator(null);
      for (Example example : examples) {
        json.writeStartObject();
        json.writeStringField(ExampleReader.ID, example.id());
        json.writeStringField(ExampleReader.TEXT, example.text());
        if (example.label() != null) {
          json.writeStringField(ExampleReader.LABEL, example.label());
        }
        json.writeEndObject();
        json.writeRaw('\n');
      }
    }
  }
}
