package dev.thermocline.app.kafka;

import dev.thermocline.app.codec.Limits;
import dev.thermocline.flink.config.InvalidOptionsException;
import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.flink.config.NearestName;
import dev.thermocline.flink.config.OptionFault;
import dev.thermocline.flink.config.OptionsValidator;
import dev.thermocline.flink.config.Secrets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Adds to the validator what only the Kafka clients know: their keys and their limits. */
public final class KafkaOptions {

  /** Keys the connector reads itself. */
  private static final List<String> CONNECTOR =
      List.of(
          "client.id.prefix",
          "commit.offsets.on.checkpoint",
          "partition.discovery.interval.ms",
          "register.consumer.metrics",
          "register.producer.metrics");

  /** Classes a user may plug into the clients; each is given all keys and may read its own. */
  private static final Set<String> PLUG_INS =
      Set.of(
          ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
          ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG,
          ConsumerConfig.SECURITY_PROVIDERS_CONFIG,
          ProducerConfig.PARTITIONER_CLASS_CONFIG,
          "config.providers",
          "sasl.client.callback.handler.class",
          "sasl.login.callback.handler.class",
          "sasl.login.class",
          "ssl.engine.factory.class");

  private static final long DEFAULT_REQUEST_BYTES = 1024 * 1024;
  private static final long DEFAULT_BUFFER_BYTES = 32 * 1024 * 1024;

  private KafkaOptions() {}

  /**
   * As {@link OptionsValidator#validated}, the Kafka clients' view added.
   *
   * @throws InvalidOptionsException naming every fault
   */
  public static Configuration validated(Configuration options, Configuration environment) {
    List<OptionFault> faults = faults(options, environment);
    if (!faults.isEmpty()) {
      throw new InvalidOptionsException(faults);
    }
    return OptionsValidator.validated(options, environment);
  }

  /** As {@link OptionsValidator#check}, the Kafka clients' view added. */
  public static List<OptionFault> faults(Configuration options, Configuration environment) {
    List<OptionFault> faults = new ArrayList<>(OptionsValidator.check(options, environment));
    Configuration all = new Configuration(environment);
    all.addAll(options);
    Map<String, String> kafka = JobOptions.kafkaProperties(all);
    faults.addAll(unknown(kafka, faults));
    faults.addAll(KafkaValues.faults(kafka, faults));
    faults.addAll(tooLarge(all, kafka));
    return List.copyOf(faults);
  }

  private static List<OptionFault> unknown(
      Map<String, String> kafka, Collection<OptionFault> known) {
    if (kafka.keySet().stream().anyMatch(PLUG_INS::contains)) {
      return List.of();
    }
    Set<String> names = names();
    List<OptionFault> faults = new ArrayList<>();
    kafka.forEach(
        (name, value) -> {
          String key = JobOptions.KAFKA_PREFIX + name;
          boolean refused = known.stream().anyMatch(fault -> fault.key().equals(key));
          if (!names.contains(name) && !refused) {
            faults.add(
                new OptionFault(
                    key,
                    Secrets.shown(key, value),
                    "the keys of Kafka's consumer, producer and admin client",
                    "there is no such key, nearest is "
                        + JobOptions.KAFKA_PREFIX
                        + NearestName.of(name, names)));
          }
        });
    return faults;
  }

  private static Set<String> names() {
    Set<String> names = new TreeSet<>(CONNECTOR);
    Stream.of(
            ConsumerConfig.configNames(),
            ProducerConfig.configNames(),
            AdminClientConfig.configNames(),
            PLUG_INS)
        .forEach(names::addAll);
    return names;
  }

  /** A dead letter the producer refuses would fail the job again after every restart. */
  private static List<OptionFault> tooLarge(Configuration all, Map<String, String> kafka) {
    long request = bytes(kafka, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DEFAULT_REQUEST_BYTES);
    long buffer = bytes(kafka, ProducerConfig.BUFFER_MEMORY_CONFIG, DEFAULT_BUFFER_BYTES);
    Format format = outputFormat(all);
    int beside = Limits.deadLetterBesideValue(format);
    long most = Limits.valueBytes(Math.min(request, buffer) - beside, format);
    long asked = deadLetterBytes(all);
    if (asked <= most) {
      return List.of();
    }
    String limit =
        request <= buffer
            ? ProducerConfig.MAX_REQUEST_SIZE_CONFIG
            : ProducerConfig.BUFFER_MEMORY_CONFIG;
    return List.of(
        new OptionFault(
            JobOptions.DEAD_LETTER_MAX_BYTES.key(),
            asked + " bytes",
            "at most "
                + Math.max(0, most)
                + " bytes (kafka."
                + limit
                + " less "
                + beside
                + " for all else a dead letter carries"
                + (format == Format.JSON ? ", the value as base64)" : ")"),
            "lower it, or raise kafka." + limit + " and what the brokers take"));
  }

  private static long deadLetterBytes(Configuration all) {
    try {
      return all.get(JobOptions.DEAD_LETTER_MAX_BYTES).getBytes();
    } catch (IllegalArgumentException unreadable) {
      // The validator has found that already.
      return 0;
    }
  }

  private static Format outputFormat(Configuration all) {
    try {
      return JobOptions.outputFormat(all);
    } catch (IllegalArgumentException unreadable) {
      // The validator has found that already.
      return Format.SINGLE_OBJECT;
    }
  }

  private static long bytes(Map<String, String> kafka, String name, long fallback) {
    String text = kafka.get(name);
    try {
      return text == null ? fallback : Long.parseLong(text.trim());
    } catch (NumberFormatException unreadable) {
      // The Kafka client refuses it when it is made, and says what it allows.
      return fallback;
    }
  }
}
