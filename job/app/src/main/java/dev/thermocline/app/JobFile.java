package dev.thermocline.app;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.dataformat.yaml.snakeyaml.error.MarkedYAMLException;
import dev.thermocline.flink.config.OptionFault;
import dev.thermocline.flink.config.OptionsValidator;
import dev.thermocline.flink.config.Secrets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The job options of one YAML file: keys dotted or nested, values as they are written, lists where
 * an option takes one. Whatever is wrong is noted, and reading goes on as long as it is YAML.
 */
final class JobFile {

  private static final String CONFIG = "config";
  private static final YAMLFactory YAML = new YAMLFactory();

  private final String path;
  private final Map<String, String> options = new TreeMap<>();
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<OptionFault> faults = new ArrayList<>();
  private boolean complete;

  private JobFile(String path) {
    this.path = path;
  }

  static JobFile read(String path) {
    JobFile file = new JobFile(path);
    file.text().ifPresent(file::parse);
    return file;
  }

  /** Whether it was read to its end. */
  boolean complete() {
    return complete;
  }

  Map<String, String> options() {
    return options;
  }

  List<OptionFault> faults() {
    return faults;
  }

  private Optional<String> text() {
    try {
      Path file = Path.of(path);
      if (Files.isDirectory(file) || !Files.isReadable(file)) {
        refuse("a YAML file that can be read", "mend the path");
        return Optional.empty();
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      refuse("a YAML file in UTF-8", "write it in UTF-8");
    } catch (IOException | InvalidPathException e) {
      refuse("a YAML file that can be read", "mend it: " + e);
    }
    return Optional.empty();
  }

  private void parse(String text) {
    try (YAMLParser yaml = YAML.createParser(text)) {
      JsonToken root = yaml.nextToken();
      if (root == JsonToken.START_OBJECT) {
        section("", yaml);
      } else if (root != null && root != JsonToken.VALUE_NULL && !isEmptyText(yaml)) {
        refuse("a YAML file of keys and values", "write key: value lines");
        return;
      }
      if (root != null && yaml.nextToken() != null) {
        refuse("a YAML file with one document", "drop what follows the line '---'");
        return;
      }
      complete = true;
    } catch (JacksonException e) {
      refuse("a YAML file", "mend it: " + problem(e));
    } catch (IOException e) {
      refuse("a YAML file that can be read", "mend it: " + e);
    }
  }

  private static boolean isEmptyText(JsonParser yaml) throws IOException {
    return yaml.currentToken() == JsonToken.VALUE_STRING && yaml.getText().isEmpty();
  }

  private void section(String prefix, YAMLParser yaml) throws IOException {
    Map<String, Integer> here = new HashMap<>();
    for (String name = yaml.nextFieldName(); name != null; name = yaml.nextFieldName()) {
      String key = prefix + name;
      int line = yaml.currentTokenLocation().getLineNr();
      JsonToken value = yaml.nextToken();
      Integer before = here.putIfAbsent(name, line);
      if (before == null && value != JsonToken.START_OBJECT) {
        before = lines.get(key);
      }
      lines.put(key, line);
      if (before != null) {
        fault(key, null, "one value", "it is there twice: drop line " + before + " or " + line);
      }
      member(key, yaml, value, before == null);
    }
  }

  /**
   * Reads what stands behind a key.
   *
   * @param counts whether the value counts, which that of a key's second line does not
   */
  private void member(String key, YAMLParser yaml, JsonToken value, boolean counts)
      throws IOException {
    if (value == JsonToken.START_OBJECT) {
      section(key + ".", yaml);
    } else if (value == JsonToken.START_ARRAY) {
      list(key, yaml, counts);
    } else if (counts) {
      scalar(key, yaml, value).ifPresent(text -> options.put(key, text));
    }
  }

  private Optional<String> scalar(String key, YAMLParser yaml, JsonToken value) throws IOException {
    if (yaml.isCurrentAlias()) {
      fault(key, null, "a value that is written out", "write what the alias stands for");
    } else if (value == JsonToken.VALUE_NULL) {
      fault(key, null, "a value behind the key", "give it one, or drop the line");
    } else if (!value.isScalarValue() || value == JsonToken.VALUE_EMBEDDED_OBJECT) {
      fault(key, null, "text, a number, true or false", "give it one of these");
    } else {
      return Optional.of(yaml.getText());
    }
    return Optional.empty();
  }

  private void list(String key, YAMLParser yaml, boolean counts) throws IOException {
    int before = faults.size();
    List<String> elements = new ArrayList<>();
    for (JsonToken value = yaml.nextToken();
        value != JsonToken.END_ARRAY;
        value = yaml.nextToken()) {
      if (value.isStructStart()) {
        yaml.skipChildren();
      }
      if (counts && faults.size() == before) {
        scalar(key, yaml, value).ifPresent(elements::add);
      }
    }
    if (!counts || faults.size() > before) {
      return;
    }
    Optional<String> separator = OptionsValidator.listSeparator(key);
    if (separator.isEmpty()) {
      String shown = Secrets.shown(key, elements.toString());
      fault(key, shown, "one value, not a list", "give it one");
    } else {
      options.put(key, String.join(separator.get(), elements));
    }
  }

  /** What is wrong with the file. A syntax error's own message quotes the line, secrets and all. */
  private static String problem(JacksonException e) {
    if (e instanceof MarkedYAMLException marked
        && String.valueOf(e.getOriginalMessage()).contains("TAB")) {
      return "a tab stands where only spaces may in line "
          + (marked.getProblemMark().getLine() + 1);
    }
    return e.getLocation() == null
        ? "it is not YAML"
        : "it is not YAML in line " + e.getLocation().getLineNr();
  }

  private void refuse(String allowed, String mend) {
    fault(CONFIG, path, allowed, mend);
  }

  private void fault(String key, @Nullable String value, String allowed, String mend) {
    faults.add(new OptionFault(key, value, allowed, mend));
  }
}
