package dev.thermocline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cli.demo.EmbeddedBroker;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutputQuotaTest {

  private static final int RECORD_BYTES = 1_000;
  private static final double RATE = 40;
  private static final Schedule SCHEDULE = Schedule.lasting(new Trace.SinkLimit(0.5), 9, RATE, 1);

  @Test
  void holdsTheProducersOfThatIdBackInItsTimeAndNoOthers() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      broker.createTopics(1, "out");

      try (OutputQuota quota =
              OutputQuota.of(
                  SCHEDULE,
                  System.currentTimeMillis() - 3_000,
                  broker.kafka(),
                  "job",
                  RECORD_BYTES);
          KafkaProducer<byte[], byte[]> job = producer(broker, "job");
          KafkaProducer<byte[], byte[]> other = producer(broker, "other")) {
        while (quotas(broker).isEmpty()) {
          Thread.onSpinWait();
        }
        double limited = seconds(job);
        double free = seconds(other);
        quota.check();

        assertThat(limited)
            .as("80 kB at 20 kB/s, less what a window lets through")
            .isGreaterThan(1);
        assertThat(free).isLessThan(limited / 2);
      }

      assertThat(quotas(broker)).as("lifted").isEmpty();
    }
  }

  @Test
  void aTraceWithoutALimitAsksNothingOfTheBrokers() throws Exception {
    Schedule poisson = Schedule.lasting(new Trace.Poisson(), 1, RATE, 1);

    try (OutputQuota quota = OutputQuota.of(poisson, 0, Map.of(), "job", RECORD_BYTES)) {
      quota.check();
    }
  }

  private static double seconds(KafkaProducer<byte[], byte[]> producer) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < 80; i++) {
      producer.send(new ProducerRecord<>("out", new byte[RECORD_BYTES])).get();
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker, String clientId) {
    Map<String, Object> settings = new HashMap<>(broker.kafka());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static Map<ClientQuotaEntity, Map<String, Double>> quotas(EmbeddedBroker broker)
      throws Exception {
    try (Admin admin = Admin.create(new HashMap<>(broker.kafka()))) {
      return admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get();
    }
  }
}
