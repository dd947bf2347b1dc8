package dev.thermocline.flink.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** Looks at all options at once and finds every fault before anything starts. */
public final class OptionsValidator {

  /** One must not exceed the other, so a fault of either may come of the other's value. */
  private static final List<String> BOUND_TO_EACH_OTHER =
      List.of(EarlyExitOptions.CONTROL_SLO.key(), EarlyExitOptions.CONTROL_TICK.key());

  private OptionsValidator() {}

  /**
   * The options in the form everything reads them, once nothing is wrong with them.
   *
   * @param options the job's options and the Flink settings given with them
   * @param environment what Flink already knows; options win over it
   * @return the options, those of {@code environment} that are ours included, lists in Flink's form
   * @throws InvalidOptionsException naming every fault
   */
  public static Configuration validated(Configuration options, Configuration environment) {
    Configuration written = merged(options, environment);
    List<OptionFault> faults = faults(written, environment);
    if (!faults.isEmpty()) {
      throw new InvalidOptionsException(faults);
    }
    return normalised(written);
  }

  /** Every fault of the options together with what Flink already knows; empty = all is well. */
  public static List<OptionFault> check(Configuration options, Configuration environment) {
    return faults(merged(options, environment), environment);
  }

  /**
   * The options in the form everything reads them, those at fault left out as if they were not set,
   * and with them what they are bound to. What is made of them tells more faults, and runs nowhere.
   */
  public static Configuration sound(
      Configuration options, Configuration environment, Collection<OptionFault> faults) {
    Configuration written = merged(options, environment);
    faults.forEach(fault -> written.removeKey(fault.key()));
    if (faults.stream().anyMatch(fault -> BOUND_TO_EACH_OTHER.contains(fault.key()))) {
      BOUND_TO_EACH_OTHER.forEach(written::removeKey);
    }
    return normalised(written);
  }

  /** What a text means as the value of one option; empty where the option does not allow it. */
  public static <T> Optional<T> value(ConfigOption<T> option, String text) {
    Configuration one = Configuration.fromMap(Map.of(option.key(), text));
    return ParsedOptions.parse(normalised(one), one.toMap()).value(option);
  }

  /** The values one option allows, in words. */
  public static String allowed(ConfigOption<?> option) {
    return OptionCatalog.RULES.stream()
        .filter(rule -> rule.option().key().equals(option.key()))
        .map(OptionRule::allowed)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(option.key() + " is no option of ours"));
  }

  /** What separates the elements where a list is given for a key; empty where it takes none. */
  public static Optional<String> listSeparator(String key) {
    if (key.startsWith(JobOptions.KAFKA_PREFIX)) {
      return Optional.of(",");
    }
    return OptionCatalog.RULES.stream().anyMatch(rule -> takesNoList(rule, key))
        ? Optional.empty()
        : Optional.of(";");
  }

  private static boolean takesNoList(OptionRule<?> rule, String key) {
    return rule.option().key().equals(key) && !rule.list();
  }

  private static List<OptionFault> faults(Configuration written, Configuration environment) {
    List<OptionFault> faults = new ArrayList<>(KnownKeys.unknown(written));
    ParsedOptions parsed = ParsedOptions.parse(normalised(written), written.toMap());
    faults.addAll(parsed.faults());
    Configuration flink = new Configuration(environment);
    flink.addAll(written);
    faults.addAll(new Contradictions(parsed, flink).find());
    return List.copyOf(faults);
  }

  private static Configuration merged(Configuration options, Configuration environment) {
    Configuration written = new Configuration();
    environment
        .toMap()
        .forEach(
            (key, value) -> {
              if (KnownKeys.ours(key)) {
                written.setString(key, value);
              }
            });
    written.addAll(options);
    return written;
  }

  private static Configuration normalised(Configuration written) {
    Configuration ours = new Configuration(written);
    for (OptionRule<?> rule : OptionCatalog.RULES) {
      if (rule.list()) {
        separateBySemicolon(ours, rule.option().key());
      }
    }
    return ours;
  }

  /** Flink separates list elements by semicolons; people and shells prefer commas. */
  private static void separateBySemicolon(Configuration ours, String key) {
    String text = ours.toMap().get(key);
    if (text != null && !text.contains("[") && !text.contains("\n")) {
      ours.setString(key, text.replace(',', ';'));
    }
  }
}
