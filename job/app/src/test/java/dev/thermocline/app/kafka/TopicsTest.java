package dev.thermocline.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.flink.config.JobOptions.Delivery;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class TopicsTest {
  private final Configuration config = new Configuration();

  @Test
  void recordsOfATransactionWaitForCompany() {
    config.set(JobOptions.DELIVERY_GUARANTEE, Delivery.EXACTLY_ONCE);

    assertThat(new Topics(config).producerProperties()).containsEntry("linger.ms", "100");
  }

  @Test
  void recordsWithoutATransactionWaitNoLongerThanKafkaHasThemWait() {
    config.set(JobOptions.DELIVERY_GUARANTEE, Delivery.AT_LEAST_ONCE);

    assertThat(new Topics(config).producerProperties()).doesNotContainKey("linger.ms");
  }

  @Test
  void aLingerOfTheJobsOptionsGoesFirst() {
    config.setString("kafka.linger.ms", "7");

    assertThat(new Topics(config).producerProperties()).containsEntry("linger.ms", "7");
  }
}
