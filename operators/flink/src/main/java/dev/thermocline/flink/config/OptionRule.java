package dev.thermocline.flink.config;

import java.util.function.Predicate;
import org.apache.flink.configuration.ConfigOption;

/**
 * What one option may be, looked at alone.
 *
 * @param option the option
 * @param list whether its value is a list
 * @param required whether it must be set
 * @param allowed the allowed values in words
 * @param accepts whether a value is allowed
 * @param <T> type of the value
 */
record OptionRule<T>(
    ConfigOption<T> option, boolean list, boolean required, String allowed, Predicate<T> accepts) {

  /** Flink reads lists as YAML, whose nesting takes as much stack as it likes. */
  static final int MOST_LIST_CHARACTERS = 1000;

  static <T> OptionRule<T> of(ConfigOption<T> option, String allowed, Predicate<T> accepts) {
    return new OptionRule<>(option, false, false, allowed, accepts);
  }

  static <T> OptionRule<T> list(ConfigOption<T> option, String allowed, Predicate<T> accepts) {
    return new OptionRule<>(option, true, false, allowed, accepts);
  }

  static <T> OptionRule<T> any(ConfigOption<T> option, String allowed) {
    return of(option, allowed, value -> true);
  }

  static OptionRule<String> required(ConfigOption<String> option, String allowed) {
    return new OptionRule<>(option, false, true, allowed, value -> !value.isBlank());
  }
}
