package dev.thermocline.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.flink.config.InvalidOptionsException;
import dev.thermocline.flink.config.OptionFault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaOptionsTest {

  private static List<OptionFault> check(String... keysAndValues) {
    Map<String, String> options =
        new HashMap<>(
            Map.of(
                "bundle.path", "bundle",
                "kafka.bootstrap.servers", "localhost:9092",
                "input.topic", "in",
                "input.group-id", "group",
                "output.topic", "out",
                "dead-letter.topic", "dead",
                "delivery.transactional-id-prefix", "job",
                "execution.checkpointing.interval", "1 s"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      options.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    try {
      KafkaOptions.validated(Configuration.fromMap(options), new Configuration());
      return List.of();
    } catch (InvalidOptionsException refused) {
      return refused.faults();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "kafka.max.pol.records, kafka.max.poll.records",
    "kafka.Linger.ms, kafka.linger.ms",
    "kafka.security.protocoll, kafka.security.protocol",
    "kafka.compression, kafka.compression.type"
  })
  void suggestsTheNearestNameForAMisspeltKafkaKey(String misspelt, String meant) {
    assertThat(check(misspelt, "1"))
        .singleElement()
        .hasToString(
            misspelt
                + " is '1'; allowed: the keys of Kafka's consumer, producer and admin client;"
                + " there is no such key, nearest is "
                + meant);
  }

  @Test
  void hidesTheValueOfAMisspeltSecret() {
    assertThat(check("kafka.ssl.keystore.pasword", "x", "kafka.sasl.jaas.conf", "hunter2"))
        .hasSize(2)
        .noneMatch(fault -> fault.toString().contains("hunter2"));
  }

  @ParameterizedTest
  @CsvSource({
    "kafka.session.timeout.ms, 10 s, a whole number without a unit",
    "kafka.max.poll.records, 0, 'a whole number without a unit, [1,...]'",
    "kafka.enable.idempotence, yes, 'true, false'",
    "kafka.acks, most, 'string, [all, -1, 0, 1]'",
    "kafka.isolation.level, commited, 'string, [read_committed, read_uncommitted]'"
  })
  void refusesAValueNoClientTakes(String key, String value, String allowed) {
    assertThat(check(key, value))
        .singleElement()
        .hasToString(
            key
                + " is '"
                + value
                + "'; allowed: "
                + allowed
                + "; give an allowed value or leave it out");
  }

  @Test
  void aVariableIsLeftToItsProvider() {
    assertThat(check("kafka.session.timeout.ms", "${env:TIMEOUT}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"broker", "broker:port", "a:1;b:2", "a:1,,b:2", "a:123456"})
  void brokersHaveAHostAndAPort(String brokers) {
    assertThat(check("kafka.bootstrap.servers", brokers))
        .singleElement()
        .extracting(OptionFault::allowed)
        .isEqualTo("host:port[,host:port...]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:1", "a:1, b:65535", "[::1]:9092", "10.0.0.1:9092,10.0.0.2:9092"})
  void takesEveryFormOfBrokers(String brokers) {
    assertThat(check("kafka.bootstrap.servers", brokers)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.max.poll.records",
        "kafka.batch.size",
        "kafka.sasl.jaas.config",
        "kafka.partition.discovery.interval.ms",
        "kafka.client.id.prefix"
      })
  void takesTheKeysOfClientsAndConnector(String key) {
    assertThat(check(key, "1")).isEmpty();
  }

  @Test
  void takesAnyKeyWhereAPlugInMayReadIt() {
    assertThat(check("kafka.interceptor.classes", "my.Audit", "kafka.audit.topic", "a")).isEmpty();
  }

  @Test
  void namesAKeyThatAnOptionDecidesOnce() {
    assertThat(check("kafka.group.id", "g")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"952320 b, 0", "952321 b, 1", "1 mb, 1", "lots, 1"})
  void aDeadLetterFitsIntoARequest(String size, int faults) {
    assertThat(check("dead-letter.max-bytes", size)).hasSize(faults);
  }

  @Test
  void aDeadLetterThatDoesNotFitIsRefusedWithTheLimitAndTheMend() {
    assertThat(check("kafka.max.request.size", "500000"))
        .singleElement()
        .hasToString(
            "dead-letter.max-bytes is '524288 bytes'; allowed: at most 403744 bytes"
                + " (kafka.max.request.size less 96256 for all else a dead letter carries);"
                + " lower it, or raise kafka.max.request.size and what the brokers take");
    assertThat(check("kafka.buffer.memory", "500000"))
        .singleElement()
        .extracting(OptionFault::mend)
        .asString()
        .contains("kafka.buffer.memory");
  }

  @Test
  void aDeadLetterInJsonIsLargerByItsBase64() {
    assertThat(check("output.format", "json", "dead-letter.max-bytes", "695550 b")).isEmpty();
    assertThat(check("output.format", "json", "dead-letter.max-bytes", "695551 b"))
        .singleElement()
        .hasToString(
            "dead-letter.max-bytes is '695551 bytes'; allowed: at most 695550 bytes"
                + " (kafka.max.request.size less 121176 for all else a dead letter carries, the"
                + " value as base64); lower it, or raise kafka.max.request.size and what the"
                + " brokers take");
  }

  @Test
  void theClientsDefaultsAreStillTheOnesAssumed() {
    Map<String, Object> defaults = ProducerConfig.configDef().defaultValues();

    assertThat(defaults).containsEntry("max.request.size", 1024 * 1024);
    assertThat(defaults).containsEntry("buffer.memory", 32 * 1024 * 1024L);
  }

  @Test
  void everyFaultIsNamedAtOnce() {
    assertThatThrownBy(
            () ->
                KafkaOptions.validated(
                    Configuration.fromMap(Map.of("kafka.lingerms", "1")), new Configuration()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("kafka.lingerms")
        .hasMessageContaining("bundle.path is not set");
  }
}
