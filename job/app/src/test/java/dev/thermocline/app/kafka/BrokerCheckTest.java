package dev.thermocline.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerCheckTest {

  private static final Duration PATIENCE = Duration.ofMillis(300);

  @Test
  void faultNamesBothLimits() {
    assertThat(BrokerCheck.tooLong(3_600_000, 900_000))
        .hasToString(
            "kafka.transaction.timeout.ms is '3600000'; allowed: at most the brokers'"
                + " transaction.max.timeout.ms = 900000; lower it, or raise"
                + " transaction.max.timeout.ms on the brokers");
  }

  @Test
  void faultOfAControlTopicNamesItsPartitionsAndTheMend() {
    assertThat(BrokerCheck.disordered("control.topic", "control", 4))
        .hasToString(
            "control.topic is 'control'; allowed: a topic of 1 partition, this one has 4; name"
                + " another, or make it anew with one: commands act in the order of their offsets");
  }

  private static Configuration options(String brokers, String... more) {
    Map<String, String> options =
        new HashMap<>(
            Map.of(
                "kafka.bootstrap.servers", brokers,
                "input.topic", "in",
                "output.topic", "out",
                "dead-letter.topic", "dead"));
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return Configuration.fromMap(options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1", "broker.invalid:9092"})
  void brokersThatDoNotAnswerAreLeftToTheJobAndTheUserIsTold(String brokers)
      throws InterruptedException {
    assertThat(BrokerCheck.check(options(brokers), PATIENCE))
        .get()
        .asString()
        .hasLineCount(1)
        .startsWith("kafka.bootstrap.servers is '" + brokers + "'")
        .contains("the job starts and goes on asking");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1", "broker.invalid:9092"})
  void brokersThatDoNotAnswerAreAFaultToWhomAsksThem(String brokers) throws InterruptedException {
    assertThat(BrokerCheck.faults(options(brokers), PATIENCE))
        .singleElement()
        .asString()
        .hasLineCount(1)
        .startsWith("kafka.bootstrap.servers is '" + brokers + "'; allowed: brokers that answer");
  }

  @Test
  void withoutTransactionsAndControlTopicNobodyIsAsked() throws InterruptedException {
    Configuration options = options("localhost:1", "delivery.guarantee", "at-least-once");

    assertThat(BrokerCheck.check(options, PATIENCE)).isEmpty();

    options.setString("control.topic", "control");
    assertThat(BrokerCheck.check(options, PATIENCE))
        .get()
        .asString()
        .contains("the control topic stay unchecked");
  }
}
