package dev.thermocline.flink.config;

import dev.thermocline.flink.config.JobOptions.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;

/** Finds field options that do not go together with the format or with each other. */
final class FieldContradictions {

  private static final List<ConfigOption<String>> FIELDS =
      List.of(
          JobOptions.INPUT_ID_FIELD,
          JobOptions.INPUT_KEY_FIELD,
          JobOptions.INPUT_TEXT_FIELD,
          JobOptions.INPUT_TIMESTAMP_FIELD);

  private FieldContradictions() {}

  static List<OptionFault> find(ParsedOptions options) {
    Optional<Format> format = options.value(JobOptions.INPUT_FORMAT);
    if (format.isEmpty()) {
      return List.of();
    }
    return format.get() == Format.JSON ? inside(options) : useless(options);
  }

  private static List<OptionFault> useless(ParsedOptions options) {
    return FIELDS.stream()
        .filter(options::isSet)
        .map(
            option ->
                options.fault(
                    option.key(),
                    "nothing while input.format=" + Format.SINGLE_OBJECT,
                    "set input.format=json or leave it out: Avro requests have the fields of"
                        + " InferenceRequest"))
        .toList();
  }

  /** What holds a value cannot hold another field as well. */
  private static List<OptionFault> inside(ParsedOptions options) {
    List<OptionFault> faults = new ArrayList<>();
    List<Field> fields = fields(options);
    for (Field inner : fields) {
      fields.stream()
          .filter(outer -> inner.path().startsWith(outer.path() + "."))
          .findFirst()
          .ifPresent(
              outer ->
                  faults.add(
                      options.fault(
                          inner.key(),
                          "no field inside " + outer.key() + " = " + outer.path(),
                          "name another field, or set " + outer.key() + " to another")));
    }
    return faults;
  }

  private static List<Field> fields(ParsedOptions options) {
    List<Field> fields = new ArrayList<>();
    for (ConfigOption<String> option : FIELDS) {
      options.value(option).ifPresent(path -> fields.add(new Field(option.key(), path)));
    }
    if (!options.isSet(JobOptions.INPUT_TEXT_FIELD)) {
      for (String path : JobOptions.TEXT_FIELDS) {
        fields.add(new Field(JobOptions.INPUT_TEXT_FIELD.key(), path));
      }
    }
    return fields;
  }

  private record Field(String key, String path) {}
}
