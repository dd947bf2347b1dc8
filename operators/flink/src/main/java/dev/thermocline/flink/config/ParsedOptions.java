package dev.thermocline.flink.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** Options read one by one: the values that are allowed, and the faults of the others. */
final class ParsedOptions {

  private final Configuration config;
  private final Map<String, String> texts;
  private final List<OptionFault> faults = new ArrayList<>();
  private final Set<String> bad = new HashSet<>();

  private ParsedOptions(Configuration config, Map<String, String> texts) {
    this.config = config;
    this.texts = texts;
  }

  /**
   * Reads every option of the catalog.
   *
   * @param config the options, lists in Flink's form
   * @param texts the options as they were written, for the messages
   */
  static ParsedOptions parse(Configuration config, Map<String, String> texts) {
    ParsedOptions parsed = new ParsedOptions(config, texts);
    OptionCatalog.RULES.forEach(parsed::read);
    return parsed;
  }

  List<OptionFault> faults() {
    return faults;
  }

  /** The value or the default; empty where the value is faulty or there is none. */
  <T> Optional<T> value(ConfigOption<T> option) {
    if (bad.contains(option.key())) {
      return Optional.empty();
    }
    return Optional.ofNullable(config.get(option));
  }

  boolean isSet(ConfigOption<?> option) {
    return texts.containsKey(option.key());
  }

  /** The fault of an option, its value as it was written. */
  OptionFault fault(String key, String allowed, String mend) {
    return new OptionFault(key, Secrets.shown(key, texts.get(key)), allowed, mend);
  }

  private <T> void read(OptionRule<T> rule) {
    String key = rule.option().key();
    if (!texts.containsKey(key)) {
      if (rule.required()) {
        refuse(rule, "set it");
      }
      return;
    }
    if (!acceptable(rule)) {
      refuse(rule, "give an allowed value" + defaultHint(rule.option()));
    }
  }

  private <T> boolean acceptable(OptionRule<T> rule) {
    int length = texts.getOrDefault(rule.option().key(), "").length();
    if (rule.list() && length > OptionRule.MOST_LIST_CHARACTERS) {
      return false;
    }
    try {
      return config.getOptional(rule.option()).filter(rule.accepts()).isPresent();
    } catch (IllegalArgumentException | ClassCastException unreadable) {
      // Not even of the option's type: the fault says what is allowed, which is all there is to it.
      return false;
    }
  }

  private void refuse(OptionRule<?> rule, String mend) {
    bad.add(rule.option().key());
    faults.add(fault(rule.option().key(), rule.allowed(), mend));
  }

  private static String defaultHint(ConfigOption<?> option) {
    return option.hasDefaultValue() ? " or leave it out" : "";
  }
}
