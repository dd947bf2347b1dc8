package dev.thermocline.app.kafka;

import dev.thermocline.app.codec.Origin;
import dev.thermocline.app.codec.Outbound;
import dev.thermocline.app.codec.RequestRules;
import dev.thermocline.app.codec.SourceRecord;
import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.flink.config.JobOptions.Delivery;
import dev.thermocline.flink.config.JobOptions.InputStart;
import java.time.Clock;
import java.util.Properties;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The job's ends: the input topic, the two output topics and the control topic. */
public final class Topics {

  private static final String CLIENT_ID_PREFIX = KafkaSourceOptions.CLIENT_ID_PREFIX.key();

  /**
   * Readers of committed records see a transaction's when it commits; until then its records may
   * wait for company.
   */
  private static final String LINGER_UNTIL_COMMIT_MILLIS = "100";

  private final Configuration config;

  /**
   * @param config options that passed the validator
   */
  public Topics(Configuration config) {
    this.config = config;
  }

  /** Requests, decoded or not. */
  public KafkaSource<SourceRecord> requests() {
    return KafkaSource.<SourceRecord>builder()
        .setProperties(consumerProperties())
        .setTopics(config.get(JobOptions.INPUT_TOPIC))
        .setGroupId(config.get(JobOptions.INPUT_GROUP_ID))
        .setStartingOffsets(start(config.get(JobOptions.INPUT_START)))
        .setDeserializer(new RequestDeserializer(RequestRules.of(config)))
        .build();
  }

  /**
   * What was written to a control topic ever since it was made: settings hold until others take
   * their place.
   */
  public KafkaSource<Origin> commands(String topic) {
    String group = config.get(JobOptions.INPUT_GROUP_ID);
    Properties properties = consumerProperties();
    // Two sources of one job must not share client ids.
    String prefix = properties.getProperty(CLIENT_ID_PREFIX, group) + "-commands";
    return KafkaSource.<Origin>builder()
        .setProperties(properties)
        .setClientIdPrefix(prefix)
        .setTopics(topic)
        .setGroupId(group)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new OriginDeserializer())
        .build();
  }

  private Properties consumerProperties() {
    Properties properties = clientProperties();
    properties.remove(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    properties.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return properties;
  }

  /** Where predictions go. */
  public KafkaSink<Outbound> predictions() {
    return sink(JobOptions.OUTPUT_TOPIC, "predictions");
  }

  /** Where records without an answer go. */
  public KafkaSink<Outbound> deadLetters() {
    return sink(JobOptions.DEAD_LETTER_TOPIC, "dead-letters");
  }

  private KafkaSink<Outbound> sink(ConfigOption<String> topic, String name) {
    KafkaSinkBuilder<Outbound> sink =
        KafkaSink.<Outbound>builder()
            .setKafkaProducerConfig(producerProperties())
            .setRecordSerializer(new OutboundSchema(config.get(topic), Clock.systemUTC()));
    if (exactlyOnce()) {
      // Two sinks of one job must never share transactional ids.
      return sink.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
          .setTransactionalIdPrefix(config.get(JobOptions.TRANSACTIONAL_ID_PREFIX) + "-" + name)
          .build();
    }
    return sink.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE).build();
  }

  /** Settings of the sinks' Kafka client; what the job's options say of it goes first. */
  Properties producerProperties() {
    Properties properties = clientProperties();
    properties.putIfAbsent(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        String.valueOf(config.get(JobOptions.TRANSACTION_TIMEOUT)));
    if (exactlyOnce()) {
      properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, LINGER_UNTIL_COMMIT_MILLIS);
    }
    return properties;
  }

  private boolean exactlyOnce() {
    return config.get(JobOptions.DELIVERY_GUARANTEE) == Delivery.EXACTLY_ONCE;
  }

  private Properties clientProperties() {
    Properties properties = new Properties();
    properties.putAll(JobOptions.kafkaProperties(config));
    return properties;
  }

  private static OffsetsInitializer start(InputStart start) {
    return switch (start) {
      case EARLIEST -> OffsetsInitializer.earliest();
      case LATEST -> OffsetsInitializer.latest();
      case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
    };
  }
}
