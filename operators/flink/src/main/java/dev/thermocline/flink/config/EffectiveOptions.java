package dev.thermocline.flink.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/** What a job runs with, option by option, as text. */
public final class EffectiveOptions {

  private EffectiveOptions() {}

  /**
   * Every option of the job that has a value, in the order of the options table, then what goes to
   * the Kafka clients and to Flink; secrets are hidden.
   *
   * @param config options that {@link OptionsValidator#validated} returned
   */
  public static Map<String, String> of(Configuration config) {
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, String> set = new TreeMap<>(config.toMap());
    for (OptionRule<?> rule : OptionCatalog.RULES) {
      String key = rule.option().key();
      String text = set.remove(key);
      if (text != null && rule.list()) {
        text = text.replace(';', ',');
      }
      put(values, key, text == null ? unset(rule.option(), config) : text);
    }
    set.forEach((key, text) -> put(values, key, text));
    return values;
  }

  private static void put(Map<String, String> values, String key, @Nullable String text) {
    String shown = Secrets.shown(key, text);
    if (shown != null) {
      values.put(key, shown);
    }
  }

  private static @Nullable String unset(ConfigOption<?> option, Configuration config) {
    if (option.equals(JobOptions.OUTPUT_FORMAT)) {
      return JobOptions.outputFormat(config).toString();
    }
    return option.hasDefaultValue() ? text(option.defaultValue()) : null;
  }

  /** A value as it would be written. */
  static String text(Object value) {
    if (value instanceof Duration duration) {
      return TimeUtils.formatWithHighestUnit(duration);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    return String.valueOf(value);
  }
}
