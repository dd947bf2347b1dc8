package dev.thermocline.app;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.JacksonYAMLParseException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.thermocline.flink.config.InvalidOptionsException;
import dev.thermocline.flink.config.OptionFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Reads job options off a command line: {@code --key value} or {@code --key=value}, {@code
 * -Dkey=value}, and {@code --config FILE}, a YAML file of keys, dotted or nested. What stands on
 * the command line wins over the file, what stands later over what stands earlier.
 */
public final class JobArguments {

  private static final String CONFIG = "config";

  private static final ObjectMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private final Map<String, String> fromFile = new TreeMap<>();
  private final Map<String, String> fromLine = new TreeMap<>();
  private final List<OptionFault> faults = new ArrayList<>();

  private JobArguments() {}

  /**
   * Reads a command line.
   *
   * @throws InvalidOptionsException naming everything that could not be read
   */
  public static Configuration parse(String... args) {
    JobArguments arguments = new JobArguments();
    arguments.readLine(args);
    if (!arguments.faults.isEmpty()) {
      throw new InvalidOptionsException(arguments.faults);
    }
    Map<String, String> all = new TreeMap<>(arguments.fromFile);
    all.putAll(arguments.fromLine);
    return Configuration.fromMap(all);
  }

  private void readLine(String[] args) {
    for (int i = 0; i < args.length; i++) {
      String argument = args[i];
      int start = argument.startsWith("--") ? 2 : argument.startsWith("-D") ? 2 : 0;
      int equals = argument.indexOf('=');
      if (start == 0 || argument.length() == start) {
        // Only the part before the equals sign is shown: the rest may be a secret.
        String shown = equals < 0 ? argument : argument.substring(0, equals);
        fault(shown, null, "--key value, --key=value, -Dkey=value, --config FILE", "mend it");
      } else if (equals > 0) {
        put(argument.substring(start, equals), argument.substring(equals + 1));
      } else if (argument.startsWith("--") && i + 1 < args.length && !isKey(args[i + 1])) {
        put(argument.substring(start), args[++i]);
      } else {
        fault(argument.substring(start), null, "a value behind the key", "give it one");
      }
    }
  }

  private static boolean isKey(String argument) {
    return argument.startsWith("--") || argument.startsWith("-D");
  }

  private void put(String key, String value) {
    if (key.equals(CONFIG)) {
      readFile(Path.of(value));
    } else {
      fromLine.put(key, value);
    }
  }

  private void readFile(Path file) {
    if (!Files.isReadable(file)) {
      fault(CONFIG, file.toString(), "a YAML file that can be read", "mend the path");
      return;
    }
    try (InputStream bytes = Files.newInputStream(file)) {
      JsonNode root = YAML.readTree(bytes);
      if (root.isObject()) {
        flatten("", root);
      } else if (!root.isMissingNode() && !root.isNull()) {
        fault(CONFIG, file.toString(), "a YAML file of keys and values", "write key: value lines");
      }
    } catch (JacksonException e) {
      fault(CONFIG, file.toString(), "a YAML file", "mend it: " + problem(e) + at(e));
    } catch (IOException e) {
      fault(CONFIG, file.toString(), "a YAML file that can be read", "mend it: " + e);
    }
  }

  /** What is wrong with the file. A syntax error's own message quotes the line, secrets and all. */
  private static String problem(JacksonException e) {
    return e instanceof JacksonYAMLParseException ? "it is not YAML" : e.getOriginalMessage();
  }

  private static String at(JacksonException e) {
    return e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
  }

  private void flatten(String prefix, JsonNode node) {
    node.properties()
        .forEach(
            entry -> {
              String key = prefix + entry.getKey();
              JsonNode value = entry.getValue();
              if (value.isObject()) {
                flatten(key + ".", value);
              } else if (value.isArray()) {
                fromFile.put(key, list(value));
              } else if (value.isNull()) {
                fault(key, null, "a value behind the key", "give it one, or drop the line");
              } else {
                fromFile.put(key, value.asText());
              }
            });
  }

  private static String list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(";"));
  }

  private void fault(String key, @Nullable String value, String allowed, String mend) {
    faults.add(new OptionFault(key, value, allowed, mend));
  }
}
