package dev.thermocline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.cli.demo.EmbeddedBroker;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterClientQuotasOptions;
import org.apache.kafka.clients.admin.AlterClientQuotasResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
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
        double limited = throttledMillis(job);
        double free = throttledMillis(other);
        quota.check();

        assertThat(limited).as("80 kB at 20 kB/s").isPositive();
        assertThat(free).isZero();
      }

      assertThat(quotas(broker)).as("lifted").isEmpty();
    }
  }

  @Test
  void aQuotaThatTheBrokersTookWithoutSayingSoIsLifted() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      Unanswering brokers = new Unanswering(broker.kafka());

      OutputQuota quota =
          OutputQuota.of(
              SCHEDULE, System.currentTimeMillis() - 3_000, () -> brokers, "job", RECORD_BYTES);
      brokers.asked.await();

      assertThatThrownBy(quota::close)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("client.id job failed: ")
          .hasMessageContaining("no answer");

      assertThat(quotas(broker)).as("lifted").isEmpty();
    }
  }

  @Test
  void aQuotaOfSomeoneElseIsLeftAsItIs() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        Admin admin = Admin.create(new HashMap<>(broker.kafka()))) {
      ClientQuotaEntity producers = new ClientQuotaEntity(Map.of("client-id", "job"));
      admin
          .alterClientQuotas(
              List.of(
                  new ClientQuotaAlteration(
                      producers, List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 5e6)))))
          .all()
          .get();
      await(broker, producers);

      assertThatThrownBy(
              () -> OutputQuota.of(SCHEDULE, 0, broker.kafka(), "job", RECORD_BYTES).close())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "client.id job has a quota, producer_byte_rate=5000000.0; allowed is an id without");

      assertThat(quotas(broker).get(producers)).containsEntry("producer_byte_rate", 5e6);
    }
  }

  private static void await(EmbeddedBroker broker, ClientQuotaEntity entity) throws Exception {
    while (!quotas(broker).containsKey(entity)) {
      Thread.onSpinWait();
    }
  }

  /** Brokers that set what they are asked to and do not say so. */
  private static final class Unanswering extends ForwardingAdmin {

    private final CountDownLatch asked = new CountDownLatch(1);

    Unanswering(Map<String, String> kafka) {
      super(new HashMap<>(kafka));
    }

    @Override
    public AlterClientQuotasResult alterClientQuotas(
        Collection<ClientQuotaAlteration> entries, AlterClientQuotasOptions options) {
      AlterClientQuotasResult result = super.alterClientQuotas(entries, options);
      if (asked.getCount() == 0) {
        return result;
      }
      asked.countDown();
      KafkaFuture<Void> unanswered =
          result
              .all()
              .thenApply(
                  done -> {
                    throw new TimeoutException("no answer");
                  });
      return new AlterClientQuotasResult(Map.of(entries.iterator().next().entity(), unanswered));
    }
  }

  @Test
  void aTraceWithoutALimitAsksNothingOfTheBrokers() throws Exception {
    Schedule poisson = Schedule.lasting(new Trace.Poisson(), 1, RATE, 1);

    try (OutputQuota quota = OutputQuota.of(poisson, 0, Map.of(), "job", RECORD_BYTES)) {
      quota.check();
    }
  }

  /** Longest time for which the brokers told it to wait while it sent. */
  private static double throttledMillis(KafkaProducer<byte[], byte[]> producer) throws Exception {
    for (int i = 0; i < 80; i++) {
      producer.send(new ProducerRecord<>("out", new byte[RECORD_BYTES])).get();
    }
    return producer.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("produce-throttle-time-max"))
        .mapToDouble(metric -> (double) metric.getValue().metricValue())
        .max()
        .orElseThrow();
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
