package dev.thermocline.flink.config;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/** Options of the job around the operator: Kafka, topics, delivery. */
public final class JobOptions {

  /** Where a job without restored offsets begins to read. */
  public enum InputStart {
    EARLIEST("earliest"),
    LATEST("latest"),
    COMMITTED("committed");

    private final String text;

    InputStart(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** What becomes of a record that has no key. */
  public enum NullKey {
    DEAD_LETTER("dead-letter"),
    SPREAD("spread");

    private final String text;

    NullKey(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** How records are written on the wire. */
  public enum Format {
    /** Avro single-object encoding. */
    SINGLE_OBJECT("single-object"),
    /** One plain JSON object in UTF-8. */
    JSON("json");

    private final String text;

    Format(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** How often a result may appear on the output topic after a failure. */
  public enum Delivery {
    EXACTLY_ONCE("exactly-once"),
    AT_LEAST_ONCE("at-least-once");

    private final String text;

    Delivery(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Keys with this prefix go to the Kafka clients without it. */
  public static final String KAFKA_PREFIX = "kafka.";

  /** Where a JSON request has its text unless {@code input.text-field} says so, first one first. */
  public static final List<String> TEXT_FIELDS = List.of("payload", "text");

  /** Fixed for the life of a job's state; also the largest parallelism. */
  public static final int MAX_PARALLELISM = 128;

  /** The broker's default for the longest transaction, in milliseconds. */
  private static final long BROKER_TRANSACTION_MILLIS = 900_000;

  public static final ConfigOption<String> BOOTSTRAP_SERVERS =
      key("kafka.bootstrap.servers")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Brokers, host:port separated by commas. Every other kafka.* key goes to the Kafka"
                  + " clients without its prefix and must be one of theirs, unless a plug-in class"
                  + " that may read its own is set.");

  public static final ConfigOption<Long> TRANSACTION_TIMEOUT =
      key("kafka.transaction.timeout.ms")
          .longType()
          .defaultValue(BROKER_TRANSACTION_MILLIS)
          .withDescription(
              "Milliseconds after which the broker aborts an open transaction; larger than"
                  + " checkpoint interval plus checkpoint timeout, and within the broker's"
                  + " transaction.max.timeout.ms.");

  public static final ConfigOption<String> INPUT_TOPIC =
      key("input.topic")
          .stringType()
          .noDefaultValue()
          .withDescription("Topic of InferenceRequest records, written as input.format says.");

  public static final ConfigOption<Format> INPUT_FORMAT =
      key("input.format")
          .enumType(Format.class)
          .defaultValue(Format.SINGLE_OBJECT)
          .withDescription(
              "How requests are written: Avro single-object encoding, or one plain JSON object per"
                  + " Kafka value.");

  public static final ConfigOption<String> INPUT_ID_FIELD =
      field("input.id-field")
          .defaultValue("id")
          .withDescription(
              "Field of a JSON request with its id, text or a whole number; null or empty:"
                  + " topic-partition-offset. Names from the outside in, separated by dots.");

  public static final ConfigOption<String> INPUT_KEY_FIELD =
      field("input.key-field")
          .defaultValue("key")
          .withDescription(
              "Field of a JSON request with its key, text or a whole number; null: the Kafka key."
                  + " Written as input.id-field.");

  public static final ConfigOption<String> INPUT_TEXT_FIELD =
      field("input.text-field")
          .noDefaultValue()
          .withDescription(
              "Field of a JSON request with the text to classify, written as input.id-field; unset ="
                  + " payload, or text where there is no payload.");

  public static final ConfigOption<String> INPUT_TIMESTAMP_FIELD =
      field("input.timestamp-field")
          .defaultValue("timestamp")
          .withDescription(
              "Field of a JSON request with its event time, milliseconds since the epoch or ISO-8601"
                  + " text with an offset; null: the Kafka timestamp. Written as input.id-field.");

  public static final ConfigOption<InputStart> INPUT_START =
      key("input.start")
          .enumType(InputStart.class)
          .defaultValue(InputStart.COMMITTED)
          .withDescription(
              "Where a job that restores nothing begins: earliest, latest, or the group's"
                  + " committed offsets (earliest where there are none). They are"
                  + " committed apart from the results, so those of the last checkpoint may be"
                  + " missing or appear twice.");

  public static final ConfigOption<String> INPUT_GROUP_ID =
      key("input.group-id")
          .stringType()
          .noDefaultValue()
          .withDescription("Consumer group the job commits its progress under.");

  public static final ConfigOption<MemorySize> INPUT_MAX_BYTES =
      key("input.max-bytes")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(11))
          .withDescription(
              "A larger Kafka value goes to the dead-letter topic undecoded. The default lets a text of"
                  + " 10 MB pass, which is then truncated.");

  public static final ConfigOption<NullKey> INPUT_NULL_KEY =
      key("input.null-key")
          .enumType(NullKey.class)
          .defaultValue(NullKey.DEAD_LETTER)
          .withDescription(
              "A record whose key field and Kafka key are both null: dead-letter, or spread over"
                  + " the subtasks without any order.");

  public static final ConfigOption<String> OUTPUT_TOPIC =
      key("output.topic")
          .stringType()
          .noDefaultValue()
          .withDescription("Topic of Prediction records, written as output.format says.");

  public static final ConfigOption<Format> OUTPUT_FORMAT =
      key("output.format")
          .enumType(Format.class)
          .noDefaultValue()
          .withDescription(
              "How predictions and dead letters are written: as input.format; unset ="
                  + " input.format.");

  public static final ConfigOption<String> DEAD_LETTER_TOPIC =
      key("dead-letter.topic")
          .stringType()
          .noDefaultValue()
          .withDescription("Topic of DeadLetter records, written as output.format says.");

  public static final ConfigOption<MemorySize> DEAD_LETTER_MAX_BYTES =
      key("dead-letter.max-bytes")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(1).divide(2))
          .withDescription(
              "Longer values are cut to this on a dead letter. With all else it carries it must fit"
                  + " into kafka.max.request.size.");

  public static final ConfigOption<String> CONTROL_TOPIC =
      key("control.topic")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Topic of TuningCommand records that change the job while it runs, each in Avro"
                  + " single-object encoding or JSON, whatever input.format says. It has one partition"
                  + " and is read from its beginning; what is refused goes to the dead-letter topic."
                  + " Unset = the job is not tuned.");

  public static final ConfigOption<Delivery> DELIVERY_GUARANTEE =
      key("delivery.guarantee")
          .enumType(Delivery.class)
          .defaultValue(Delivery.EXACTLY_ONCE)
          .withDescription(
              "exactly-once: results appear with the checkpoint, by Kafka transactions, across a"
                  + " stop only if the job starts again from a savepoint or retained checkpoint;"
                  + " at-least-once: at once, and again after a failure.");

  public static final ConfigOption<String> TRANSACTIONAL_ID_PREFIX =
      key("delivery.transactional-id-prefix")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Begins the transactional ids; unique to the job in its Kafka cluster and the same"
                  + " after every restart. Needed for exactly-once.");

  public static final ConfigOption<Integer> PARALLELISM =
      key("parallelism")
          .intType()
          .noDefaultValue()
          .withDescription("Subtasks of every operator; unset = parallelism.default.");

  private JobOptions() {}

  private static ConfigOptions.TypedConfigOptionBuilder<String> field(String key) {
    return key(key).stringType();
  }

  /** How predictions and dead letters are written. */
  public static Format outputFormat(ReadableConfig config) {
    return config.getOptional(OUTPUT_FORMAT).orElseGet(() -> config.get(INPUT_FORMAT));
  }

  /** The {@code kafka.*} options as the Kafka clients take them, the brokers included. */
  public static Map<String, String> kafkaProperties(Configuration config) {
    Map<String, String> properties = new TreeMap<>();
    config
        .toMap()
        .forEach(
            (key, value) -> {
              if (key.startsWith(KAFKA_PREFIX)) {
                properties.put(key.substring(KAFKA_PREFIX.length()), value);
              }
            });
    return properties;
  }

  /** What of the options is Flink's; ours, secrets of the Kafka clients among them, stay out. */
  public static Configuration flinkSettings(Configuration config) {
    Map<String, String> settings = new TreeMap<>(config.toMap());
    settings.keySet().removeIf(KnownKeys::ours);
    return Configuration.fromMap(settings);
  }
}
