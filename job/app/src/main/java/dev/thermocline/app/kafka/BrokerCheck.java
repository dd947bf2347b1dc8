package dev.thermocline.app.kafka;

import dev.thermocline.flink.config.InvalidOptionsException;
import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.flink.config.JobOptions.Delivery;
import dev.thermocline.flink.config.OptionFault;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers whether they allow what the options ask for. */
public final class BrokerCheck {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerCheck.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String BROKER_LIMIT = "transaction.max.timeout.ms";

  private BrokerCheck() {}

  /**
   * Refuses a transaction timeout the brokers would refuse at the first checkpoint.
   *
   * <p>Brokers that cannot be asked from here, or may not be, are left to the job: it may run where
   * they can be reached.
   *
   * @param config options that passed the validator
   * @throws InvalidOptionsException if the timeout is longer than the brokers allow
   * @throws InterruptedException if interrupted while waiting for an answer
   */
  public static void check(Configuration config) throws InterruptedException {
    if (config.get(JobOptions.DELIVERY_GUARANTEE) != Delivery.EXACTLY_ONCE) {
      return;
    }
    Optional<Long> limit = limit(config, PATIENCE);
    long timeout = config.get(JobOptions.TRANSACTION_TIMEOUT);
    if (limit.isPresent() && timeout > limit.get()) {
      throw new InvalidOptionsException(List.of(tooLong(timeout, limit.get())));
    }
  }

  static OptionFault tooLong(long timeout, long limit) {
    return new OptionFault(
        JobOptions.TRANSACTION_TIMEOUT.key(),
        String.valueOf(timeout),
        "at most the brokers' " + BROKER_LIMIT + " = " + limit,
        "lower it, or raise " + BROKER_LIMIT + " on the brokers");
  }

  /** The longest transaction the brokers allow, in milliseconds; empty where they do not say. */
  static Optional<Long> limit(Configuration config, Duration patience) throws InterruptedException {
    Map<String, Object> properties = new HashMap<>(JobOptions.kafkaProperties(config));
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    try (Admin admin = Admin.create(properties)) {
      Collection<Node> nodes =
          admin.describeCluster().nodes().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return nodes.isEmpty() ? Optional.empty() : limit(admin, nodes.iterator().next(), patience);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      // A client whose brokers have no address here is not even made: that is a KafkaException.
      LOG.warn(
          "The brokers did not say their {}; it stays unchecked: {}", BROKER_LIMIT, e.toString());
      return Optional.empty();
    }
  }

  private static Optional<Long> limit(Admin admin, Node node, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
    Config settings =
        admin
            .describeConfigs(List.of(broker))
            .all()
            .get(patience.toMillis(), TimeUnit.MILLISECONDS)
            .get(broker);
    ConfigEntry entry = settings == null ? null : settings.get(BROKER_LIMIT);
    return Optional.ofNullable(entry).map(ConfigEntry::value).map(Long::valueOf);
  }
}
