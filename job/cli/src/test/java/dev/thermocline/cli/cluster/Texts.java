package dev.thermocline.cli.cluster;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.thermocline.builder.data.Example;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Texts in a file, as {@code thermocline replay --data} reads them. */
final class Texts {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Texts() {}

  /** Writes the examples' texts as JSON Lines. */
  static Path write(Path file, List<Example> examples) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Example example : examples) {
      lines.add(MAPPER.writeValueAsString(Map.of("text", example.text())));
    }
    return Files.write(file, lines);
  }
}
