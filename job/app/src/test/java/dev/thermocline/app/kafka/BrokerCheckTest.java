package dev.thermocline.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class BrokerCheckTest {

  @Test
  void faultNamesBothLimits() {
    assertThat(BrokerCheck.tooLong(3_600_000, 900_000))
        .hasToString(
            "kafka.transaction.timeout.ms is '3600000'; allowed: at most the brokers'"
                + " transaction.max.timeout.ms = 900000; lower it, or raise"
                + " transaction.max.timeout.ms on the brokers");
  }

  @Test
  void brokersThatDoNotAnswerAreLeftToTheJob() throws InterruptedException {
    Configuration nobody = Configuration.fromMap(Map.of("kafka.bootstrap.servers", "localhost:1"));

    assertThat(BrokerCheck.limit(nobody, Duration.ofMillis(300))).isEmpty();
  }

  @Test
  void brokersWithoutAnAddressHereAreLeftToTheJob() throws InterruptedException {
    Configuration elsewhere =
        Configuration.fromMap(Map.of("kafka.bootstrap.servers", "broker.invalid:9092"));

    assertThat(BrokerCheck.limit(elsewhere, Duration.ofMillis(300))).isEmpty();
  }
}
