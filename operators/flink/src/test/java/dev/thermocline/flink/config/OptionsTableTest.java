package dev.thermocline.flink.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.junit.jupiter.api.Test;

/**
 * The options table is what the code says. To write it anew: run this test with {@code
 * -Dthermocline.options.write=true}.
 */
class OptionsTableTest {

  private static final Path TABLE = Path.of("OPTIONS.md");

  @Test
  void committedTableIsWhatTheOptionsSay() throws IOException {
    String table = table();
    if (Boolean.getBoolean("thermocline.options.write")) {
      Files.writeString(TABLE, table);
    }

    assertThat(Files.readString(TABLE)).isEqualTo(table);
  }

  @Test
  void everyDeclaredOptionIsInTheCatalogOnce() {
    List<String> declared =
        Stream.of(EarlyExitOptions.class, JobOptions.class)
            .flatMap(type -> Stream.of(type.getDeclaredFields()))
            .filter(field -> field.getType() == ConfigOption.class)
            .map(OptionsTableTest::key)
            .toList();

    assertThat(OptionCatalog.KEYS)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(declared);
  }

  private static String key(Field field) {
    assertThat(Modifier.isPublic(field.getModifiers())).isTrue();
    try {
      return ((ConfigOption<?>) field.get(null)).key();
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static String table() {
    return OptionCatalog.RULES.stream()
        .map(OptionsTableTest::row)
        .collect(
            Collectors.joining(
                "\n",
                """
                # Job options

                Given as `--key value`, in the file named by `--config`, or as `-Dkey=value`. Written by `OptionsTableTest` from the
                options themselves. Flink's own keys pass through; `execution.checkpointing.interval` must be set.

                | key | default | allowed | meaning |
                |---|---|---|---|
                """,
                "\n"));
  }

  private static String row(OptionRule<?> rule) {
    ConfigOption<?> option = rule.option();
    String fallback = rule.required() ? "required" : shown(option);
    String meaning = new HtmlFormatter().format(option.description());
    return "| `%s` | %s | %s | %s |".formatted(option.key(), fallback, rule.allowed(), meaning);
  }

  private static String shown(ConfigOption<?> option) {
    if (!option.hasDefaultValue()) {
      return "none";
    }
    return EffectiveOptions.text(option.defaultValue());
  }
}
