package dev.thermocline.builder.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {

  @Test
  void writesIdTextAndKnownLabelOneALine(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("test.jsonl");

    JsonLines.write(
        file,
        List.of(new Example("1", "a \"b\"\n", "x", "g"), new Example("2", "plain", null, "g")));

    assertThat(Files.readString(file))
        .isEqualTo(
            "{\"id\":\"1\",\"text\":\"a \\\"b\\\"\\n\",\"label\":\"x\"}\n{\"id\":\"2\",\"text\":\"plain\"}\n");
  }

  @Property(tries = 100)
  void readsBackWhatItWrote(@ForAll("texts") List<String> texts) throws Exception {
    List<Example> examples = new ArrayList<>();
    for (String text : texts) {
      String id = "id-" + examples.size();
      examples.add(new Example(id, text, examples.size() % 2 == 0 ? "even" : null, id));
    }
    Path file = Files.createTempFile("examples", ".jsonl");

    try {
      JsonLines.write(file, examples);

      assertThat(ExampleReader.readAll(file)).isEqualTo(examples);
    } finally {
      Files.delete(file);
    }
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.strings()
        .all()
        .ofMaxLength(30)
        .filter(text -> !text.isBlank())
        .filter(text -> text.codePoints().noneMatch(c -> c >= 0xD800 && c < 0xE000))
        .list()
        .ofMaxSize(20);
  }
}
