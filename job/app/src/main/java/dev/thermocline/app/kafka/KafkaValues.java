package dev.thermocline.app.kafka;

import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.flink.config.OptionFault;
import dev.thermocline.flink.config.Secrets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;

/** Holds the values of {@code kafka.*} options against what the clients say they take. */
final class KafkaValues {

  private static final List<ConfigDef> CLIENTS =
      List.of(
          ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef());

  /** Begins what a configuration provider of the clients puts in later. */
  private static final String VARIABLE = "${";

  private KafkaValues() {}

  /**
   * The faults of values nothing was said about yet.
   *
   * @param kafka the clients' keys, without prefix
   * @param known faults found before
   */
  static List<OptionFault> faults(Map<String, String> kafka, Collection<OptionFault> known) {
    List<OptionFault> faults = new ArrayList<>();
    kafka.forEach(
        (name, value) -> {
          String key = JobOptions.KAFKA_PREFIX + name;
          if (known.stream().noneMatch(fault -> fault.key().equals(key))) {
            allowed(name, value)
                .ifPresent(
                    allowed ->
                        faults.add(
                            new OptionFault(
                                key,
                                Secrets.shown(key, value),
                                allowed,
                                "give an allowed value or leave it out")));
          }
        });
    return faults;
  }

  /** What the first client that refuses the value allows; empty where none does. */
  private static Optional<String> allowed(String name, String value) {
    if (value.contains(VARIABLE)) {
      return Optional.empty();
    }
    return CLIENTS.stream()
        .map(client -> client.configKeys().get(name))
        .flatMap(Stream::ofNullable)
        .filter(key -> !takes(key, value))
        .findFirst()
        .map(KafkaValues::inWords);
  }

  private static boolean takes(ConfigKey key, String value) {
    if (key.type == ConfigDef.Type.CLASS) {
      // A plug-in may be there where the job runs and not here.
      return true;
    }
    try {
      Object parsed = ConfigDef.parseType(key.name, value, key.type);
      if (key.validator != null) {
        key.validator.ensureValid(key.name, parsed);
      }
      return true;
    } catch (ConfigException refused) {
      // Its message repeats the value, which may be a secret.
      return false;
    }
  }

  private static String inWords(ConfigKey key) {
    String type =
        switch (key.type) {
          case INT, LONG, SHORT -> "a whole number without a unit";
          case DOUBLE -> "a number";
          case BOOLEAN -> "true, false";
          default -> key.type.name().toLowerCase(Locale.ROOT);
        };
    return key.validator == null
        ? type
        : type + ", " + Objects.toString(key.validator).replace("[0,...]", "from 0");
  }
}
